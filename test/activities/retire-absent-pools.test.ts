import { describe, expect, test } from '@jest/globals';
import { retireAbsentPools } from '../../shared/activities/retire-absent-pools.ts';
import { poolNamesOf, unpooled } from '../../shared/isolation/provable-pools.ts';
import type { Postures } from '../../shared/ports/postures.ts';
import type { Posture } from '../../shared/posture/posture.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'aks-1' };
const askedAt = '2026-11-20T02:00:00.000Z';
const earlier = '2026-11-19T02:00:00.000Z';
const later = '2026-11-20T02:00:01.000Z';

/** A memory of pools, each proven at a moment. */
function remember(provenAt: Record<string, string>) {
  const rows = new Map<string, Posture>(
    Object.entries(provenAt).map(([poolName, moment]) => [
      poolName,
      { cluster, poolName, provenAt: moment, retired: false } as Posture,
    ]),
  );
  let afterList = () => {};
  const onList = (act: () => void) => {
    afterList = act;
  };
  const prove = (poolName: string, moment: string) =>
    rows.set(poolName, { cluster, poolName, provenAt: moment, retired: false } as Posture);
  const postures = {
    listClusterPostures: async () => {
      const listed = [...rows.values()];
      afterList();
      return listed;
    },
    readPosture: async (_cluster: unknown, poolName: string) => ({ value: rows.get(poolName) ?? null, eTag: 'e' }),
    writePosture: async (posture: Posture) => {
      rows.set(posture.poolName, posture);
      return { written: true };
    },
  } as unknown as Postures;
  const retire = (present: string[] | null, poolName: string | null = null) =>
    retireAbsentPools(postures, { cluster, poolName, present, askedAt });
  return {
    onList,
    prove,
    retire,
    retired: () => [...rows.values()].filter(({ retired }) => retired).map(({ poolName }) => poolName),
  };
}

describe('what is remembered of a pool', () => {
  test('is retired when ARM no longer has the pool, and once', async () => {
    const { retire, retired } = remember({ kata: earlier, Gone: earlier });
    expect(await retire(['kata', 'system'])).toEqual({ retired: ['Gone'] });
    expect(await retire(['kata', 'system'])).toEqual({ retired: [] });
    expect(retired()).toEqual(['Gone']);
  });

  test('is spared when the pool was proven since ARM was asked: that is newer than ARM’s answer', async () => {
    const { retire, retired } = remember({ young: later, old: earlier });
    await retire([]);
    expect(retired()).toEqual(['old']);
  });

  test('is spared when the proof comes between the list and the retirement', async () => {
    const { retire, retired, onList, prove } = remember({ kata: earlier });
    onList(() => prove('kata', later));
    expect(await retire([])).toEqual({ retired: [] });
    expect(retired()).toEqual([]);
  });

  test('is let be when ARM was asked for another pool', async () => {
    const { retire, retired } = remember({ kata: earlier, other: earlier });
    await retire(['system'], 'KATA');
    expect(retired()).toEqual(['kata']);
  });

  test('is retired with its cluster, whatever it is called', async () => {
    const { retire, retired } = remember({ kata: earlier, [unpooled]: earlier });
    await retire(poolNamesOf(null));
    expect(retired()).toEqual(['kata', unpooled]);
  });

  test('is let be when ARM tells of a cluster, and not of its pools', async () => {
    const { retire, retired } = remember({ kata: earlier, [unpooled]: earlier });
    await retire(poolNamesOf({ nodeAutoProvisioning: false, pools: null }));
    expect(retired()).toEqual([]);
  });

  test.each([
    ['stays while something makes nodes of no pool', true, []],
    ['is retired when nothing makes nodes of no pool any more', false, [unpooled]],
  ])('that stands for nodes of no pool %s', async (_what, nodeAutoProvisioning, expected) => {
    const { retire, retired } = remember({ kata: earlier, [unpooled]: earlier });
    await retire(poolNamesOf({ nodeAutoProvisioning, pools: [{ name: 'Kata' }] }));
    expect(retired()).toEqual(expected);
  });
});
