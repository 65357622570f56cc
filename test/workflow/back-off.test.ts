import { expect, test } from '@jest/globals';
import { backOff } from '../../shared/workflow/back-off.ts';

test('waits half as long again each time, up to four times the first delay', () => {
  expect([0, 1, 2, 3, 4, 50].map((attempt) => backOff(1000, attempt))).toEqual([1000, 1500, 2250, 3375, 4000, 4000]);
});
