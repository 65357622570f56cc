import { describe, expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import { claimChange } from '../../../shared/activities/claim-change.ts';
import { readKataPools } from '../../../shared/activities/read-kata-pools.ts';
import type { ClusterFacts, PoolFacts } from '../../../shared/clusters/cluster-facts.ts';
import type { SeenState } from '../../../shared/events/pool-state.ts';
import type { Posture } from '../../../shared/posture/posture.ts';
import type { RunRecord } from '../../../shared/runs/run-record.ts';
import { type ChangesInput, proveChanges } from '../../../shared/workflow/changes/prove-changes.ts';
import { createInProcessHub } from '../../support/functions-host/in-process-hub.ts';
import { largestOf, measureCrossings } from '../../support/runs/measure-crossings.ts';

const minute = 60_000;
const cluster = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'fleet', name: 'demo' };

const kataPool = (change: Partial<PoolFacts> = {}): PoolFacts => ({
  name: 'kata',
  provisioningState: 'Succeeded',
  provisioningError: null,
  powerState: 'Running',
  count: 1,
  vmSizes: ['Standard_D4s_v5'],
  osSku: 'AzureLinux',
  mode: 'User',
  workloadRuntime: 'KataVmIsolation',
  kubernetesVersion: '1.35.4',
  placement: {},
  nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
  nodeTaints: [],
  nodeLabels: {},
  zones: [],
  tags: {},
  eTag: 'first',
  ...change,
});

/**
 * Creates a world of one cluster with claims and runs in memory. Each call of `look` starts one orchestration on its
 * hub.
 */
function createWorld(pools: PoolFacts[]) {
  const world = { pools, clusterGone: false, running: true, changing: false, unclaimable: '', proven: {} };
  const claims = new Map<string, string>();
  const seen = new Map<string, SeenState>();
  const runs = new Map<string, RunRecord>();
  const started: { runId: string; poolName: string; options: { flapThreshold: number } }[] = [];
  const retirements: { present: string[] | null; askedAt: string }[] = [];
  const reads: number[] = [];
  const ports = {
    claims: {
      async claimChange({ changeKey, runId }: { changeKey: string; runId: string }) {
        const kept = claims.get(changeKey) ?? runId;
        claims.set(changeKey, kept);
        return { runId: kept, first: kept === runId };
      },
      readSeen: async (_cluster: unknown, poolName: string) => ({ value: seen.get(poolName) ?? null, eTag: null }),
      async writeSeen(written: { poolName: string; seen: SeenState }) {
        seen.set(written.poolName, written.seen);
        return { written: true };
      },
    },
    records: {
      readRun: async (runId: string) => runs.get(runId) ?? null,
      rememberCluster: async () => {},
      createRun: async (run: RunRecord) => {
        const created = !runs.has(run.runId);
        if (created) runs.set(run.runId, run);
        return { created };
      },
    },
    postures: {
      readPosture: async () => ({ value: { changing: world.changing, ...world.proven } as Posture, eTag: 'e' }),
    },
  } as unknown as Parameters<typeof claimChange>[0];
  const ok = (value: unknown) => ({ ok: true, value });
  const hub = createInProcessHub({
    orchestrators: { proveChanges: proveChanges as OrchestrationHandler },
    activities: {
      async readKataPools(order) {
        reads.push(hub.now());
        const facts: Partial<ClusterFacts> = {
          provisioningState: 'Succeeded',
          nodeAutoProvisioning: false,
          pools: world.pools,
          powerState: world.running ? 'Running' : 'Stopped',
        };
        const readCluster = async () => ({ cluster: world.clusterGone ? null : facts });
        const clusters = { readCluster } as unknown as Parameters<typeof readKataPools>[0];
        return ok(await readKataPools(clusters, order as Parameters<typeof readKataPools>[1]));
      },
      async claimChange(order) {
        const change = order as Parameters<typeof claimChange>[1];
        if (change.poolName !== world.unclaimable) return ok(await claimChange(ports, change));
        const failure = { code: 'StoredRowUnreadable', message: 'No.', retryable: false, retryAfterMs: null };
        return { ok: false, failure };
      },
      async startProof(order) {
        started.push(order as (typeof started)[number]);
        return ok({ started: true });
      },
      awaitQuiet: async () => ok({ remainingMs: 0 }),
      async retireAbsentPools(order) {
        retirements.push(order as (typeof retirements)[number]);
        return ok({ retired: [] });
      },
    },
  });
  const look = (id: string, poolName: string | null = 'kata') => {
    const options = { poolDeadlineMs: 30 * minute, pollMs: 15_000, expiryMs: minute, flapThreshold: 2 };
    const input = { cluster, poolName, waitMs: minute, quietUntil: 0, options } as unknown as ChangesInput;
    hub.client.start('proveChanges', id, JSON.stringify(input));
  };
  return { world, hub, look, claims, runs, started, retirements, reads };
}

describe('a look', () => {
  test('comes once the quiet time is over, not before', async () => {
    const { hub, look, reads } = createWorld([kataPool()]);
    look('a');
    await hub.advance(minute - 1);
    expect(reads).toEqual([]);
    await hub.advance(1);
    expect(reads).toHaveLength(1);
  });

  test('starts one run for one state of the pool, however many looks there are', async () => {
    const { world, hub, look, started, runs } = createWorld([kataPool()]);
    for (const id of ['a', 'b']) look(id);
    await hub.advance(minute);
    expect(new Set(started.map(({ runId }) => runId)).size).toBe(1);
    for (const [runId, run] of runs) runs.set(runId, { ...run, status: 'done' });
    look('c');
    await hub.advance(minute);
    expect([runs.size, started.length]).toEqual([1, 2]);

    world.pools = [kataPool({ eTag: 'second' })];
    look('d');
    await hub.advance(minute);
    expect([runs.size, started.length]).toEqual([2, 3]);
  });

  test('has a state proven again whose pool counts as changing since the proof, and once', async () => {
    const { world, hub, look, started, runs } = createWorld([kataPool()]);
    const endAll = () => {
      for (const [runId, run] of runs) runs.set(runId, { ...run, status: 'done' });
    };
    look('a');
    await hub.advance(minute);
    endAll();
    world.changing = true;
    for (const id of ['b', 'c']) look(id);
    await hub.advance(minute);
    expect(new Set(started.map(({ runId }) => runId)).size).toBe(2);
    expect(runs.size).toBe(2);
    world.changing = false;
    endAll();
    look('d');
    await hub.advance(minute);
    expect(runs.size).toBe(2);
  });

  test('after a write to the cluster starts a run only for a pool whose machines may be others', async () => {
    const { world, hub, look, runs } = createWorld([kataPool()]);
    const lookAgain = async (id: string, pool: Partial<PoolFacts>, poolName: string | null) => {
      for (const [runId, run] of runs) runs.set(runId, { ...run, status: 'done' });
      world.pools = [kataPool(pool)];
      look(id, poolName);
      await hub.advance(minute);
      return runs.size;
    };
    expect(await lookAgain('a', {}, null)).toBe(1);
    expect(await lookAgain('b', { eTag: 'of a tag of the cluster', tags: { a: 'b' } }, null)).toBe(1);
    expect(await lookAgain('d', { eTag: 'of a write to the pool' }, 'kata')).toBe(2);
    expect(await lookAgain('e', { eTag: 'of an upgrade', kubernetesVersion: '1.36.1' }, null)).toBe(3);
    expect(await lookAgain('f', { eTag: 'of more nodes', kubernetesVersion: '1.36.1', count: 2 }, null)).toBe(4);
    expect(await lookAgain('g', { eTag: 'of as few as before', kubernetesVersion: '1.36.1' }, null)).toBe(5);
  });

  test('after a write to the cluster leaves the change of a pool to the look for the pool’s own event', async () => {
    const { world, hub, look, runs } = createWorld([kataPool()]);
    const runsAfter = async (id: string, eTag: string, poolName: string | null) => {
      for (const [runId, run] of runs) runs.set(runId, { ...run, status: 'done' });
      world.pools = [kataPool({ eTag })];
      look(id, poolName);
      await hub.advance(minute);
      return runs.size;
    };
    expect(await runsAfter('a', 'first', 'kata')).toBe(1);
    // The pool was stopped and started while somebody tagged the cluster. Both looks see the same pool.
    expect(await runsAfter('b', 'second', null)).toBe(1);
    expect(await runsAfter('c', 'second', 'kata')).toBe(2);
    expect(await runsAfter('d', 'second', 'kata')).toBe(2);
    expect(await runsAfter('e', 'second', null)).toBe(2);
  });

  describe('after a write to the cluster at a pool that was proven before any look', () => {
    const image = kataPool().nodeImageVersion;
    const proven = { runId: 'by hand', verdict: 'isolated', nodeImageVersion: image, nodesPresent: 1, retired: false };
    const lookAt = async (posture: object) => {
      const { world, hub, look, runs, started } = createWorld([kataPool()]);
      world.proven = posture;
      runs.set('by hand', { runId: 'by hand', status: 'done' } as RunRecord);
      for (const id of ['a', 'b']) {
        look(id, null);
        await hub.advance(minute);
      }
      const count = () => ({ runs: runs.size - 1, started: new Set(started.map(({ runId }) => runId)).size });
      const afterClusterWrites = count();
      look('c', 'kata');
      await hub.advance(minute);
      return { ...afterClusterWrites, afterOwnEvent: count().runs };
    };

    test('starts nothing while image and number of nodes are the same, until an event of the pool itself', async () => {
      expect(await lookAt(proven)).toEqual({ runs: 0, started: 0, afterOwnEvent: 1 });
    });

    test.each<[string, object]>([
      ['another image', { nodeImageVersion: 'older' }],
      ['no image told', { nodeImageVersion: null }],
      ['another number of nodes', { nodesPresent: 2 }],
      ['no verdict', { verdict: 'inconclusive' }],
      ['a sign of change', { changing: true }],
      ['a run that nobody knows any more', { runId: 'forgotten' }],
    ])('proves it with %s', async (_what, change) => {
      expect(await lookAt({ ...proven, ...change })).toEqual({ runs: 1, started: 1, afterOwnEvent: 1 });
    });
  });

  test('waits until a pool that is being changed is so no longer', async () => {
    const { world, hub, look, started } = createWorld([kataPool({ provisioningState: 'UpgradingNodeImageVersion' })]);
    look('a');
    await hub.advance(5 * minute);
    expect(started).toEqual([]);
    world.pools = [kataPool({ nodeImageVersion: 'newer', eTag: 'second' })];
    await hub.advance(minute);
    expect(started).toHaveLength(1);
  });

  test('gives up on a pool that never settles, in plain sight', async () => {
    const { hub, look, started } = createWorld([kataPool({ provisioningState: 'Updating' })]);
    look('a');
    for (let minutes = 0; minutes < 35; minutes++) await hub.advance(minute);
    expect([hub.find('a').status, started.length]).toEqual(['Failed', 0]);
  });

  test('has people told at once of a pool whose upgrade failed', async () => {
    const { hub, look, started } = createWorld([kataPool({ provisioningState: 'Failed' })]);
    look('a');
    await hub.advance(minute);
    expect(started.map(({ options }) => options.flapThreshold)).toEqual([1]);
  });

  test.each([
    ['stopped', { powerState: 'Stopped' }],
    ['empty', { count: 0 }],
  ] as const)('starts nothing for a pool that is %s, and does so once it is no longer', async (_state, change) => {
    const { world, hub, look, started, claims } = createWorld([kataPool(change)]);
    look('a');
    await hub.advance(minute);
    expect([hub.find('a').status, started.length, claims.size]).toEqual(['Completed', 0, 0]);
    world.pools = [kataPool({ eTag: 'second' })];
    look('b');
    await hub.advance(minute);
    expect(started.map(({ poolName }) => poolName)).toEqual(['kata']);
  });

  test('starts nothing in a cluster that is stopped', async () => {
    const { world, hub, look, started } = createWorld([kataPool()]);
    world.running = false;
    look('a');
    await hub.advance(minute);
    expect([hub.find('a').status, started.length]).toEqual(['Completed', 0]);
  });

  test('proves pools of every runtime that is Kata’s', async () => {
    const { hub, look, started } = createWorld([
      kataPool({ name: 'mshv', workloadRuntime: 'KataMshvVmIsolation' }),
      kataPool({ name: 'cc', workloadRuntime: 'KataCcIsolation' }),
      kataPool({ name: 'other', workloadRuntime: 'KataOfSomebodyElse' }),
    ]);
    look('a', null);
    await hub.advance(minute);
    expect(started.map(({ poolName }) => poolName)).toEqual(['mshv', 'cc']);
  });

  test('proves no pool that is stopped, is not Kata, or was not asked for', async () => {
    const { hub, look, started, runs } = createWorld([
      kataPool({ powerState: 'Stopped' }),
      kataPool({ name: 'plain', workloadRuntime: 'OCIContainer' }),
      kataPool({ name: 'other' }),
    ]);
    for (const poolName of ['kata', 'plain']) look(poolName, poolName);
    await hub.advance(minute);
    expect([started.length, runs.size]).toEqual([0, 0]);
    look('all', null);
    await hub.advance(minute);
    expect(started.map(({ poolName }) => poolName)).toEqual(['other']);
  });

  test('of a pool whose run cannot be started takes no other pool with it, and fails in plain sight', async () => {
    const { world, hub, look, started, retirements } = createWorld([kataPool(), kataPool({ name: 'other' })]);
    world.unclaimable = 'kata';
    look('a', null);
    await hub.advance(minute);
    expect(started.map(({ poolName }) => poolName)).toEqual(['other']);
    expect([hub.find('a').status, retirements.length]).toEqual(['Failed', 1]);
    expect(hub.find('a').outputJson).toMatch(/change of pool kata was not claimed/);
  });

  test('says which pools there are to who retires the others, and that there are none without a cluster', async () => {
    const { world, hub, look, retirements } = createWorld([kataPool(), kataPool({ name: 'System' })]);
    look('a');
    await hub.advance(minute);
    world.clusterGone = true;
    look('b', null);
    await hub.advance(minute);
    expect(retirements).toEqual([
      { cluster, poolName: 'kata', present: ['kata', 'system'], askedAt: expect.any(String) },
      { cluster, poolName: null, present: [], askedAt: expect.any(String) },
    ]);
  });
});

test('a look at a hundred pools with all their tags crosses each boundary', async () => {
  const tags = Object.fromEntries(Array.from({ length: 50 }, (_, tag) => [`tag-${tag}`, 'v'.repeat(256)]));
  const pools = Array.from({ length: 100 }, (_, index) =>
    kataPool({ name: `katapool${String(index).padStart(4, '0')}`, tags, eTag: `"${'e'.repeat(40)}${index}"` }),
  );
  const { hub, look, started } = createWorld(pools);
  look('a', null);
  for (let minutes = 0; minutes < 3; minutes++) await hub.advance(minute);
  expect([hub.find('a').status, started.length]).toEqual(['Completed', 100]);
  expect(largestOf(measureCrossings(hub.records)).bytes).toBeLessThan(60 * 1024);
});

test('a host that dies between any two writes loses no change and makes no second run', async () => {
  const whole = createWorld([kataPool()]);
  whole.look('a');
  await whole.hub.advance(minute);
  const writes = whole.hub.records.length;
  expect(writes).toBeGreaterThan(5);
  for (let written = 1; written <= writes; written++) {
    const { hub, look, started, runs } = createWorld([kataPool()]);
    look('a');
    await hub.advance(minute);
    hub.restart(written);
    await hub.advance(minute);
    await hub.advance(minute);
    expect(hub.find('a').status).toBe('Completed');
    expect([written, runs.size, new Set(started.map(({ runId }) => runId)).size]).toEqual([written, 1, 1]);
  }
});
