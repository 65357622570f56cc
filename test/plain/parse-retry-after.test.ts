import { expect, test } from '@jest/globals';
import { parseRetryAfter } from '../../shared/plain/parse-retry-after.ts';

const nowMs = Date.parse('2026-11-20T08:00:00Z');

test.each([
  ['7', 7_000],
  [' 0 ', 0],
  ['1.5', 1_500],
  ['-3', 0],
  ['Fri, 20 Nov 2026 08:00:30 GMT', 30_000],
  ['Fri, 20 Nov 2026 07:00:00 GMT', 0],
  ['soon', null],
  ['', null],
  [null, null],
  [undefined, null],
])('Retry-After %j asks for %j milliseconds', (header, expected) => {
  expect(parseRetryAfter(header, nowMs)).toBe(expected);
});
