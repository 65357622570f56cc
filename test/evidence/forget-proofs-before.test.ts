import { expect, test } from '@jest/globals';
import { forgetProofsBefore } from '../../shared/evidence/forget-proofs-before.ts';

const now = Date.parse('2026-11-26T12:00:00.000Z');

test.each([
  [400, '2025-10-22T12:00:00.000Z'],
  [90, '2026-08-28T12:00:00.000Z'],
  [1, '2026-08-28T12:00:00.000Z'],
])('where history is kept for %i days, proofs from %s on are listed', (days, moment) => {
  expect(forgetProofsBefore(now, days)).toBe(moment);
});
