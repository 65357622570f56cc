import { describe, expect, test } from '@jest/globals';
import { quietWindow } from '../../shared/events/quiet-window.ts';

const quietMs = 60_000;
const moments = Array.from({ length: 500 }, (_, index) => 1_700_000_000_000 + index * 997);

describe('quietWindow', () => {
  test('lets no event of a window come after its look, even where clocks differ by seconds', () => {
    for (const nowMs of moments) expect(quietWindow('pool-a', nowMs, quietMs).lookAtMs - nowMs).toBeGreaterThan(5_000);
  });

  test('has one id and one look for all events of a window', () => {
    const windows = Map.groupBy(
      moments.map((nowMs) => quietWindow('pool-a', nowMs, quietMs)),
      ({ id }) => id,
    );
    expect(windows.size).toBe(new Set(moments.map((nowMs) => Math.floor(nowMs / quietMs))).size);
    for (const members of windows.values()) expect(new Set(members.map(({ lookAtMs }) => lookAtMs)).size).toBe(1);
  });

  test('tells subjects apart and spreads their looks over a quiet time', () => {
    const looks = Array.from({ length: 100 }, (_, index) => quietWindow(`pool-${index}`, 1_700_000_000_000, quietMs));
    expect(new Set(looks.map(({ id }) => id)).size).toBe(100);
    const delays = looks.map(({ lookAtMs }) => lookAtMs).sort((a, b) => a - b);
    expect((delays.at(-1) ?? 0) - (delays[0] ?? 0)).toBeGreaterThan(quietMs * 0.8);
    expect((delays.at(-1) ?? 0) - (delays[0] ?? 0)).toBeLessThan(quietMs);
  });

  test('is as short as it can be without a quiet time', () => {
    expect(quietWindow('a', 1_000, 0)).toEqual({ id: 'a-1000', lookAtMs: 1_002 });
  });
});
