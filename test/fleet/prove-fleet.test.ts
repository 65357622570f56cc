import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Posture } from '../../shared/posture/posture.ts';
import { newRunRecord } from '../../shared/runs/new-run-record.ts';
import { createRunId } from '../../shared/runs/run-id.ts';
import { createPostures } from '../../shared/storage/tables-postures.ts';
import { createRunRecords } from '../../shared/storage/tables-run-records.ts';
import type { StalenessWatch } from '../../shared/workflow/fleet/watch-staleness.ts';
import { eventually } from '../support/eventually.ts';
import { checkNight } from '../support/fleet/check-night.ts';
import {
  beginAfterDeadNight,
  fire,
  fleetSeeds,
  listAll,
  type NightEnd,
  type PostureAnswer,
  readEnd,
  readInstance,
  spendNight,
  startFleetStack,
  until,
} from '../support/fleet/fleet-night.ts';
import type { TestStack } from '../support/main-app/start-test-stack.ts';

const size = { clusters: 7, pools: 3 };
let stack: TestStack;
let night: NightEnd;

/**
 * Two more clusters: one has no tag, and the other has no Kata pool but node auto-provisioning, which could create Kata
 * nodes and has created none.
 */
beforeAll(async () => {
  const [stranger = {}, ...fleet] = fleetSeeds(size.clusters + 1, size.pools);
  const automatic = { name: 'automatic', startsWhenAsked: true, nodeAutoProvisioning: true };
  stack = await startFleetStack({
    clusters: [stranger, ...[...fleet, automatic].map((seed) => ({ ...seed, tags: { Sandbox: 'kata' } }))],
    pageSize: 3,
    settings: {
      KATAPROOF_FLEET_TAG: 'sandbox=kata',
      KATAPROOF_FLEET_PARALLEL_CLUSTERS: '3',
    },
  });
  await beginAfterDeadNight(stack);
  night = await spendNight(stack, 5);
});
afterAll(() => stack?.stop());

const credential = { getToken: async () => null };
const storage = () => ({ ...stack.storage, tablesEndpoint: null, blobsEndpoint: null, credential });
const readLog = () => readFileSync(join(stack.logDirectory, 'functions-host.log'), 'utf8');
const clusterPath = (name: string) =>
  `/api/clusters/${stack.emulator.subscriptionId}/FLEET/${name.toUpperCase()}/postures`;

describe('a night', () => {
  test('proves every pool of the fleet once, within the buckets of ARM, also when the host is killed in its middle', () => {
    expect(checkNight(night, size)).toEqual([]);
  });

  test('goes page by page and visits what carries the tag', () => {
    expect(night.progress).toMatchObject({ pages: 3, seen: size.clusters + 2, visited: size.clusters + 1 });
    expect(night.postures.filter(({ clusterId }) => clusterId.endsWith('fleet-0001'))).toEqual([]);
  });

  test('finds nothing to prove where no pool and no node has Kata, and says nothing', async () => {
    expect((await stack.call<{ value: unknown[] }>(clusterPath('automatic'))).value).toEqual([]);
    expect(night.runs.filter(({ clusterId }) => clusterId.endsWith('automatic'))).toEqual([]);
  });

  test('happens once: a second firing starts nothing', async () => {
    const refusals = () => readLog().split(`${night.id} has begun already.`).length;
    const [before, refusedBefore] = [await readInstance(stack, night.id), refusals()];
    await fire(stack, 'everyNightProveFleet');
    await eventually('the firing is refused', async () => refusals() > refusedBefore || undefined);
    expect(await readInstance(stack, night.id)).toEqual(before);
  });

  test('tells of nothing while all is well', async () => {
    expect(await stack.publishedAlerts()).toEqual([]);
  });
});

describe('what is known over HTTP', () => {
  test('comes in pages with a link to the next', async () => {
    const first = await stack.call<{ value: unknown[]; nextLink?: string }>('/api/postures?maxpagesize=20');
    expect(first.value).toHaveLength(20);
    expect(first.nextLink).toMatch(/\/api\/postures\?maxpagesize=20&continuation=/);
    expect(await listAll(stack, '/api/postures?maxpagesize=20')).toHaveLength(size.clusters * size.pools);
  });

  test('comes per cluster, however its names are spelled', async () => {
    const { value } = await stack.call<{ value: PostureAnswer[] }>(clusterPath('fleet-0002'));
    expect(value.map(({ poolName, verdict, fresh }) => ({ poolName, verdict, fresh }))).toEqual(
      ['kata1', 'kata2', 'kata3'].map((poolName) => ({ poolName, verdict: 'isolated', fresh: true })),
    );
    await expect(stack.call(clusterPath('nowhere'))).rejects.toThrow(/404.*ClusterNotFound/);
  });

  test('is refused for what is no cluster', async () => {
    await expect(stack.call('/api/clusters/no-guid/fleet/demo/postures')).rejects.toThrow(/400.*GUID/);
  });
});

describe('an hour later', () => {
  const cluster = () => ({ subscriptionId: stack.emulator.subscriptionId, resourceGroup: 'fleet', name: 'fleet-0003' });
  const change = async (poolName: string, changed: Partial<Posture>) => {
    const postures = createPostures(storage());
    const { value, eTag } = await postures.readPosture(cluster(), 'kata1');
    if (!value) throw new Error('There is no posture to change.');
    await postures.writePosture({ ...value, poolName, ...changed }, poolName === 'kata1' ? eTag : null);
  };

  /** Returns the end of the watch that has read `read` postures. Only one watch runs at a time. */
  const readWatch = async (read: number) => {
    const watch = await readEnd<StalenessWatch>(stack, 'watch-staleness');
    return watch.read === read ? watch : null;
  };

  test('people hear once of a proof that grew too old, and not of a pool that is gone', async () => {
    const past = { provenAt: '2026-01-01T00:00:00.000Z', freshUntil: '2026-01-08T00:00:00.000Z' };
    await change('kata1', past);
    for (const [index, gone] of ['gone1', 'gone2'].entries()) {
      await change(gone, past);
      await fire(stack, 'everyHourSweep');
      const read = size.clusters * size.pools + index + 1;
      expect(await until(() => readWatch(read))).toEqual({ continuation: null, read, stale: 1, retired: 1 });
    }
    const alerts = await until(async () => {
      const published = await stack.publishedAlerts();
      return published.length > 0 ? published : null;
    });
    expect(alerts).toHaveLength(1);
    expect(JSON.stringify(alerts)).toMatch(/stale.*fleet-0003|fleet-0003.*stale/i);
    const { value } = await stack.call<{ value: PostureAnswer[] }>(clusterPath('fleet-0003'));
    expect(value.filter(({ retired }) => retired).map(({ poolName }) => poolName)).toEqual(['gone1', 'gone2']);
    expect(value.filter(({ fresh }) => fresh).map(({ poolName }) => poolName)).toEqual(['kata2', 'kata3']);
  });

  test('runs past their retention are forgotten, and no other', async () => {
    const records = createRunRecords(storage());
    const longAgo = '2024-01-01T00:00:00.000Z';
    const runId = createRunId(Date.parse(longAgo), 'forgotten1');
    const asked = { kind: 'verification', cluster: cluster(), poolName: null, cleanup: 'keep' } as const;
    const run = newRunRecord({ ...asked, startedBy: null, request: {} }, runId, longAgo, {
      poolDeadlineMs: 0,
      expiryMs: 0,
    });
    await records.createRun({ ...run, status: 'done', endedAt: longAgo });
    // A firing starts nothing while the previous sweep is still in progress, so the sweep is fired until the run is
    // gone.
    await until(async () => {
      await fire(stack, 'everyHourSweep');
      return (await records.readRun(runId)) === null ? true : null;
    }, 500);
    expect(await listAll(stack, '/api/runs')).toHaveLength(size.clusters);
  });
});
