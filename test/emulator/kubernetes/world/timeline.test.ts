import { describe, expect, test } from '@jest/globals';
import { createTimeline } from '../../../../emulator/kubernetes/world/controller-runtime/timeline.ts';
import { createSteppedClock } from '../../../../emulator/seams/clock.ts';

const dayMs = 86_400_000;

describe('a timeline', () => {
  test('keeps durations that no single timer of Node can hold', async () => {
    const asked: number[] = [];
    const clock = createSteppedClock(0);
    const watched = {
      now: clock.now,
      after(ms: number, run: () => void) {
        asked.push(ms);
        return clock.after(ms, run);
      },
    };
    let rang = 0;
    createTimeline(watched, 1).exactly(60 * dayMs, () => {
      rang = clock.now();
    });
    await clock.advance(61 * dayMs);
    expect(rang).toBe(60 * dayMs);
    expect(Math.max(...asked)).toBeLessThan(2 ** 31);
  });

  test('divides what the platform takes by its speed, and nothing else', async () => {
    const clock = createSteppedClock(0);
    const timeline = createTimeline(clock, 10);
    const rang: [string, number][] = [];
    timeline.platform(1000, () => rang.push(['platform', clock.now()]));
    timeline.exactly(1000, () => rang.push(['exactly', clock.now()]));
    await clock.advance(2000);
    expect(rang).toEqual([
      ['platform', 100],
      ['exactly', 1000],
    ]);
  });

  test('is silent once stopped', async () => {
    const clock = createSteppedClock(0);
    const timeline = createTimeline(clock, 1);
    let rang = false;
    const ring = () => {
      rang = true;
    };
    timeline.exactly(5, ring);
    timeline.stop();
    timeline.exactly(5, ring);
    await clock.advance(10);
    expect(rang).toBe(false);
  });
});
