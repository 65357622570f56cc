import { describe, expect, test } from '@jest/globals';
import type { ArmCluster, Posture } from '../../page/api/answers.ts';
import { filterRows, readFilter } from '../../page/fleet/filter-rows.ts';
import { toRows } from '../../page/fleet/pool-row.ts';
import { whatToDo, whySo } from '../../page/parts/advice.ts';
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
      now,
    );
    expect([stale?.standing, worse?.standing]).toEqual(['stale', 'shared-kernel']);
    expect(toRows([posture(0, { verdict: 'isolated', age: 'due' })], [], now)[0]?.standing).toBe('isolated');
  });

  test('is no pass once its proof no longer counts, although it did when it was loaded', () => {
    const of = posture(0, { verdict: 'isolated', age: 'fresh', fresh: true, freshUntil: new Date(now).toISOString() });
    const at = (ms: number) => toRows([of], [], now + ms)[0];
    expect(at(-1)).toMatchObject({ standing: 'isolated', age: 'fresh' });
    expect(at(0)).toMatchObject({ standing: 'stale', age: 'stale', known: { since: of.freshUntil } });
  });

  test('is no pass once ARM shows another node image, unless what it shows is of another proof', () => {
    const of = posture(0, {
      verdict: 'isolated',
      age: 'fresh',
      freshUntil: '2026-11-30T00:00:00.000Z',
      changing: false,
    });
    const seen = (runId: string) => {
      const lastProof = { ...of, runId, ageSeconds: 60, age: 'stale', staleBecause: ['node-image'] };
      const pool = {
        ...clusters[0]?.nodePools?.[0],
        name: of.poolName,
        nodeImageVersion: 'NEW',
        proof: 'stale',
        lastProof,
      };
      return [{ ...clusters[0], cluster: of.cluster, nodePools: [pool] }] as unknown as ArmCluster[];
    };
    const [row] = toRows([of], seen(of.runId), now);
    expect(row).toMatchObject({ standing: 'stale', age: 'stale', image: 'NEW', known: { since: null } });
    expect(whySo(of, row?.known ?? null)).toContain('its nodes have another image now: NEW');
    expect(toRows([of], seen('another'), now)[0]).toMatchObject({ standing: 'isolated', age: 'fresh' });
  });

  test('says since when it is stale, which is not since when it was isolated', () => {
    const since = (change: Partial<Posture>) => toRows([posture(0, change)], [], now)[0]?.known?.since;
    const old = { verdict: 'isolated', age: 'stale', since: '2026-09-16T00:00:00.000Z' } as const;
    const [limit, change] = ['2026-11-18T00:00:00.000Z', '2026-11-20T00:00:00.000Z'];
    expect(since({ ...old, freshUntil: limit, changing: false })).toBe(limit);
    expect(since({ ...old, freshUntil: '2026-11-30T00:00:00.000Z', changing: true, changingSince: change })).toBe(
      change,
    );
    expect(since({ ...old, freshUntil: limit, changing: true, changingSince: change })).toBe(limit);
    expect(since({ ...old, verdict: 'suspect', freshUntil: limit, changing: false })).toBe(old.since);
  });

  test('is there for a Kata pool that nobody has proven, and not twice for one that somebody has', () => {
    const [never] = toRows([], clusters, now);
    expect(never).toMatchObject({ poolName: 'newkata', standing: 'never', posture: null });
    const { cluster } = clusters[0] as ArmCluster;
    const proven = posture(0, { cluster: cluster as Posture['cluster'], poolName: 'NEWKATA' });
    expect(toRows([proven], clusters, now).map(({ standing }) => standing)).toEqual(['isolated']);
  });

  test('is found by every word of a search, wherever it stands, and by each filter', () => {
    const rows = toRows(
      Array.from({ length: 50 }, (_, place) => posture(place)),
      clusters,
      now,
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

test('nothing has to be moved off a pool in quarantine', () => {
  expect(whatToDo('shared-kernel')).toContain('Move what must be isolated');
  expect(whatToDo('shared-kernel', true)).toMatch(/quarantine.*“Open the pool if it is isolated”/);
  expect(whatToDo('isolated', true)).toBe('Nothing to do.');
});
