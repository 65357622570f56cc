import { expect, test } from '@jest/globals';
import { findRepeatedKey } from '../../shared/plain/find-repeated-key.ts';

test.each([
  ['a', '{"a":1,"a":2}'],
  ['b', '{"a":{"b":1,"c":[],"b":2}}'],
  ['a', '{"a":1,"\\u0061":2}'],
  ['', '{"":1, "" : 2}'],
  ['x', '[{"y":0},{"x":"x","z":{"x":1},"x":2}]'],
  ['"', '{"\\"":1,"\\"":2}'],
])('%j is twice in %s', (name, json) =>
  expect([findRepeatedKey(json), JSON.parse(json) !== null]).toEqual([name, true]),
);

test.each([
  '{}',
  '1',
  '"a"',
  '{"a":{"a":{"a":1}}}',
  '[{"a":1},{"a":1}]',
  '{"a":"a","b":["a","a"],"c":"{\\"a\\":1"}',
  '{"a":"\\\\","b":"\\\\"}',
])('nothing is twice in %s', (json) =>
  expect([findRepeatedKey(json), JSON.parse(json) !== null]).toEqual([null, true]),
);

test('a long text is read once', () =>
  expect(findRepeatedKey(JSON.stringify({ a: 'x\\"{'.repeat(200_000), b: Array(10_000).fill({ c: 1 }) }))).toBeNull());
