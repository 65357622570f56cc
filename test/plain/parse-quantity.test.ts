import { expect, test } from '@jest/globals';
import { parseQuantity } from '../../shared/plain/parse-quantity.ts';

test.each([
  ['100m', 0.1],
  ['1', 1],
  ['0.5', 0.5],
  ['.5', 0.5],
  ['256Mi', 268_435_456],
  ['1.5Gi', 1_610_612_736],
  ['500k', 500_000],
  ['1E', 1e18],
  ['2e3', 2000],
  ['1Ki', 1024],
])('%s is %d', (quantity, number) => {
  expect(parseQuantity(quantity)).toBeCloseTo(number, 9);
});

test.each(['', 'Mi', '1 Gi', '1GiB', 'max', '1Q', '--1', '1.2.3'])('%j is no quantity', (quantity) => {
  expect(parseQuantity(quantity)).toBeNull();
});
