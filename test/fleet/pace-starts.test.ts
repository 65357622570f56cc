import { describe, expect, test } from '@jest/globals';
import { type Bucket, fleetPace, paceStart, shareOf, sweepPace } from '../../shared/fleet/pace-starts.ts';

const pace = { burst: 3, perSecond: 0.5 };

/**
 * Returns the times at which starts happen that are requested at `asked`, in milliseconds. Each start waits as long as
 * it is told.
 */
function startsOf(asked: number[], given = pace): number[] {
  let bucket: Bucket | null = null;
  return asked.map((moment) => {
    const paced = paceStart(bucket, moment, given);
    bucket = paced.bucket;
    return moment + paced.waitMs;
  });
}

describe('a paced start', () => {
  test('waits for nobody while the burst lasts, then for its token', () => {
    expect(startsOf([0, 0, 0, 0, 0])).toEqual([0, 0, 0, 2000, 4000]);
  });

  test('saves no more than the burst while nothing starts', () => {
    expect(startsOf([0, 1_000_000, 1_000_000, 1_000_000, 1_000_000])).toEqual([0, 1e6, 1e6, 1e6, 1_002_000]);
  });

  test('is the same for a clock that goes back', () => {
    expect(startsOf([5000, 5000, 5000, 4000])).toEqual([5000, 5000, 5000, 6000]);
  });
});

test('lanes that know nothing of one another stay within the pace together', () => {
  const lanes = Array.from({ length: 7 }, () => startsOf(Array(50).fill(0), shareOf(fleetPace, 7)));
  const starts = lanes.flat().sort((a, b) => a - b);
  starts.forEach((moment, index) => {
    expect(index + 1).toBeLessThanOrEqual(fleetPace.burst + (moment / 1000) * fleetPace.perSecond + 1e-6);
  });
});

/** The bucket "all other" of a subscription. */
const allOther = { burst: 60, perSecond: 1 };

test('a night leaves ten calls of a subscription’s bucket to others at any time, even with the most lanes', () => {
  const lanes = 50 * shareOf(fleetPace, 50).burst;
  expect(lanes).toBeLessThanOrEqual(allOther.burst - 10);
  expect(fleetPace.perSecond).toBeLessThan(allOther.perSecond);
});

test('a sweep leaves most of it', () => {
  expect(sweepPace.burst).toBeLessThanOrEqual(allOther.burst / 2);
  expect(sweepPace.perSecond).toBeLessThanOrEqual(allOther.perSecond / 2);
});

test('a night of a thousand clusters takes at most a tenth longer than the bucket itself', () => {
  const [clusters, lanes] = [1000, 50];
  const starts = startsOf(Array(clusters / lanes).fill(0), shareOf(fleetPace, lanes));
  const bucketMs = ((clusters - allOther.burst) / allOther.perSecond) * 1000;
  expect(starts.at(-1)).toBeLessThanOrEqual(1.1 * bucketMs);
});
