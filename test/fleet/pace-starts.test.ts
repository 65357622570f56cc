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

test('fleet and sweep together leave something of a subscription’s bucket, even with the most lanes', () => {
  const lanes = 50 * shareOf(fleetPace, 50).burst;
  expect(lanes + sweepPace.burst).toBeLessThanOrEqual(60);
  expect(fleetPace.perSecond + sweepPace.perSecond).toBeLessThan(1);
});
