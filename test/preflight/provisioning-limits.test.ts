import { describe, expect, test } from '@jest/globals';
import { judgeLimits } from '../../shared/preflight/provisioning-limits.ts';

const any = { largestPool: 5, vmSizes: [] };
const pool = { vmSize: 'Standard_D4s_v5', count: 5 };

describe('the largest pool', () => {
  test('is allowed, and no larger one', () => {
    expect(judgeLimits(pool, any)).toBeNull();
    expect(judgeLimits({ ...pool, count: 6 }, any)).toMatchObject({
      ...{ code: 'PoolTooLarge', kind: 'forbidden', target: 'nodePool.count' },
      message: expect.stringContaining('KATAPROOF_LARGEST_POOL'),
    });
  });

  test('is what autoscaling may come to', () => {
    expect(judgeLimits({ ...pool, count: 1, maxCount: 5 }, any)).toBeNull();
    expect(judgeLimits({ ...pool, count: 1, maxCount: 6 }, any)).toMatchObject({ target: 'nodePool.maxCount' });
  });

  test('is what an upgrade may come to, but for the surge that every pool has', () => {
    const surging = (count: number, maxSurge: string) =>
      judgeLimits({ ...pool, count, upgradeSettings: { maxSurge } }, any);
    expect([surging(5, '1'), surging(5, '10%'), surging(3, '3'), surging(3, '100%')]).toEqual([null, null, null, null]);
    for (const tooLarge of [surging(5, '9999'), surging(5, '2'), surging(4, '100%')])
      expect(tooLarge).toMatchObject({ code: 'PoolTooLarge', target: 'nodePool.upgradeSettings.maxSurge' });
  });

  test('names the pool that is meant', () => {
    expect(judgeLimits({ ...pool, count: 9 }, any, 'newCluster.systemPool')?.target).toBe(
      'newCluster.systemPool.count',
    );
  });
});

describe('a VM size', () => {
  const judge = (vmSize: string, ...vmSizes: string[]) => judgeLimits({ ...pool, vmSize }, { ...any, vmSizes });

  test.each([
    ['Standard_D4s_v5', 'standard_d4S_V5'],
    ['Standard_D4s_v5', 'Standard_E4s_v5', 'Standard_D*s_v5'],
    ['Standard_D16s_v5', 'Standard_D*s_v5'],
    ['Standard_D4s_v5', '*'],
    ['Standard_D4ads_v5', 'Standard_*a*_v5'],
    ['Standard_D4s_v5', '*_v5'],
  ])('%s is one of %s', (size, ...allowed) => {
    expect(judge(size, ...allowed)).toBeNull();
  });

  test.each([
    ['Standard_D4s_v5', 'Standard_D4s_v3'],
    ['Standard_D4s_v5', 'Standard_D4'],
    ['Standard_D4ds_v5', 'Standard_D4s*'],
    ['Standard_Ds_v5', 'Standard_Ds*s_v5'],
    ['Standard_D4s_v5', '*q*'],
    ['Standard_D4s_v5', '.*'],
  ])('%s is none of %s', (size, ...allowed) => {
    expect(judge(size, ...allowed)).toMatchObject({ code: 'VmSizeNotAllowed', target: 'nodePool.vmSize' });
  });

  test('is judged in no time, whatever the pattern', () => {
    expect(judge('a'.repeat(60), `${'*a'.repeat(39)}b`)).not.toBeNull();
  });
});
