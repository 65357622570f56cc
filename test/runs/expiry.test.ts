import { expect, test } from '@jest/globals';
import { provingMs } from '../../shared/runs/expiry.ts';

const minute = 60_000;

test.each([
  [1, 4, 1],
  [300, 50, 15],
  [300, 15, 30],
  [300, 4, 75],
  [21, 50, 2],
])('%i nodes, %i at a time, have time for each of their %i batches', (nodes, parallelNodes, batches) => {
  const ms = provingMs(nodes, { pairDeadlineMs: 5 * minute, parallelNodes, expiryMs: 60 * minute });
  // A pair may take its deadline, and what belongs to it ten minutes; nodes may come meanwhile.
  expect(ms).toBeGreaterThanOrEqual(2 * batches * 15 * minute);
});
