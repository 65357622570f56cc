import { expect, test } from '@jest/globals';
import { purgeWindows } from '../../shared/runs/purge-windows.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const now = Date.parse('2026-11-26T07:00:00.000Z');

test('each hour takes what became too old since the last one, and nothing younger', () => {
  for (let hour = 0; hour < 24; hour++) {
    const [first] = purgeWindows(now + hour * hourMs, 14);
    expect(first?.toMs).toBe(now + hour * hourMs - 14 * dayMs);
    expect(first?.fromMs).toBeLessThan(now + (hour - 1) * hourMs - 14 * dayMs);
  }
});

test('a day comes to all of what a retention of 400 days had left, 30 days at a time', () => {
  const windows = Array.from({ length: 24 }, (_, hour) => purgeWindows(now + hour * hourMs, 14)).flat();
  for (let age = 15; age < 2 * 365; age++)
    expect([age, windows.some(({ fromMs, toMs }) => fromMs <= now - age * dayMs && now - age * dayMs <= toMs)]).toEqual(
      [age, true],
    );
  expect(windows.every(({ fromMs, toMs }) => toMs - fromMs === 30 * dayMs)).toBe(true);
});
