import { afterEach, describe, expect, test } from '@jest/globals';
import { behindMs, hearClock } from '../../page/api/clock.ts';

const heardAt = (shiftMs: number) => {
  const nowMs = Date.parse('2026-11-26T12:00:00.000Z');
  hearClock(new Date(nowMs + shiftMs).toUTCString(), nowMs);
  return behindMs.value;
};

describe('the clock of the API', () => {
  afterEach(() => {
    behindMs.value = 0;
  });

  test('counts where the browser is far from it, and not for the seconds that an answer takes', () => {
    expect(heardAt(-4000)).toBe(0);
    expect(heardAt(3_600_000)).toBe(3_600_000);
    expect(heardAt(3_598_000)).toBe(3_600_000);
    expect(heardAt(-86_400_000)).toBe(-86_400_000);
  });

  test('no longer counts once the clock of the browser is right again', () => {
    expect(heardAt(3_600_000)).toBe(3_600_000);
    expect(heardAt(-1000)).toBe(0);
  });

  test('is not known from an answer without a date, or with one that nobody can read', () => {
    expect(heardAt(3_600_000)).toBe(3_600_000);
    hearClock(null, 0);
    hearClock('soon', 0);
    expect(behindMs.value).toBe(3_600_000);
  });
});
