import { describe, expect, test } from '@jest/globals';
import type { ArmCluster, Posture } from '../../page/api/answers.ts';
import { filterRows, readFilter } from '../../page/fleet/filter-rows.ts';
import { toRows } from '../../page/fleet/pool-row.ts';
import { clusterPage, postureOf } from './support/sample-fleet.ts';

const now = Date.parse('2026-11-26T12:00:00.000Z');
const posture = (place: number, change: Partial<Posture> = {}) => ({ ...postureOf(place, now), ...change }) as Posture;
const clusters = clusterPage().value as unknown as ArmCluster[];

describe('a row of the fleet', () => {
  test('is no pass once its proof is stale, and what was no pass stays what it was', () => {
    const [stale, worse] = toRows(
      [
        posture(0, { verdict: 'isolated', age: 'stale', fresh: false }),
        posture(1, { verdict: 'shared-kernel', age: 'stale', fresh: false }),
      ],
      [],
    );
    expect([stale?.standing, worse?.standing]).toEqual(['stale', 'shared-kernel']);
    expect(toRows([posture(0, { verdict: 'isolated', age: 'due' })], [])[0]?.standing).toBe('isolated');
  });

  test('is there for a Kata pool that nobody has proven, and not twice for one that somebody has', () => {
    const [never] = toRows([], clusters);
    expect(never).toMatchObject({ poolName: 'newkata', standing: 'never', posture: null });
    const { cluster } = clusters[0] as ArmCluster;
    const proven = posture(0, { cluster: cluster as Posture['cluster'], poolName: 'NEWKATA' });
    expect(toRows([proven], clusters).map(({ standing }) => standing)).toEqual(['isolated']);
  });

  test('is found by every word of a search, wherever it stands, and by each filter', () => {
    const rows = toRows(
      Array.from({ length: 50 }, (_, place) => posture(place)),
      clusters,
    );
    const found = (query: string) => filterRows(rows, readFilter(new URLSearchParams(query)));
    expect(found('').length).toBe(51);
    expect(found('q=TENANTS+identity').map(({ poolName }) => poolName)).toEqual(['tenants', 'tenants']);
    expect(found('q=boot+although').map(({ standing }) => standing)).toEqual(['shared-kernel']);
    expect(found('verdict=never').length).toBe(1);
    expect(found('age=stale').every(({ age }) => age === 'stale')).toBe(true);
    expect(
      found(
        `cluster=${encodeURIComponent(rows.find(({ poolName }) => poolName === 'tenants')?.clusterId.toUpperCase() ?? '')}`,
      ).length,
    ).toBe(5);
    expect(found('verdict=nonsense')).toEqual([]);
  });
});
