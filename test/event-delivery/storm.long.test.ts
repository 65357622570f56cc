import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { HostReady } from '../../scripts/local-stack/start-local-stack.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { createRunRecords } from '../../shared/storage/tables-run-records.ts';
import { listInstances, postEvents, waitUntilIdle } from '../support/main-app/post-events.ts';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { clusterCloudEvent, clusterEvent, resourceEvent } from '../support/samples/event-payloads.ts';
import { storageOf } from './storage-of.ts';
import { createPoolWriter, type PoolWriter } from './write-pools.ts';

const poolNames = ['kata1', 'kata2'];
const changes = 3;
const eventsInAll = 10_000;
const duplicates = Math.round(eventsInAll / 3);
/** A delivery of Event Grid can have up to 5,000 events; the subscription sets the size of its batches. */
const batchSize = 100;

let stack: TestStack;
let writer: PoolWriter;
let clusters: ClusterReference[];
const hosts: HostReady[] = [];

beforeAll(async () => {
  const settings = { KATAPROOF_QUIET_SECONDS: '1', KATAPROOF_POLL_SECONDS: '5' };
  stack = await startTestStack({ scenario: 'healthy', settings });
  hosts.push(stack.host().ready, (await stack.startOtherHost('other')).ready);
  writer = await createPoolWriter(stack.emulator);
  clusters = [await writer.seedCluster('storm-a', poolNames), await writer.seedCluster('storm-b', poolNames)];
});

afterAll(() => stack?.stop());

/** Creates a shuffle that gives the same order in every test run. */
function createShuffle(seed: number): <T>(items: T[]) => T[] {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return (items) =>
    items
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
}

interface Delivery {
  functionName: 'onClusterEvent' | 'onResourceChanged';
  event: { id: string };
}

/**
 * Builds an event about one of the pools, or its cluster. The kind, the schema and the spelling of ids vary with the
 * number; each pool gets each kind.
 */
function makeDelivery(number: number): Delivery {
  const id = `event-${number}`;
  const kinds = 4;
  const poolName = poolNames[Math.floor(number / kinds) % poolNames.length] ?? '';
  const known = clusters[Math.floor(number / (kinds * poolNames.length)) % clusters.length] ?? clusters[0];
  if (!known) throw new Error('There is no cluster.');
  const cluster = number % 3 === 0 ? { ...known, name: known.name.toUpperCase(), resourceGroup: 'FLEET' } : known;
  const rolled = { id, name: 'NodePoolRollingSucceeded', data: { nodePoolName: poolName } };
  switch (number % kinds) {
    case 0:
      return { functionName: 'onClusterEvent', event: clusterEvent(cluster, rolled) };
    case 1:
      return { functionName: 'onClusterEvent', event: clusterCloudEvent(cluster, rolled) };
    case 2:
      return { functionName: 'onResourceChanged', event: resourceEvent(cluster, { id, poolName: null }) };
    default:
      return { functionName: 'onResourceChanged', event: resourceEvent(cluster, { id, poolName }) };
  }
}

/** Delivers every event, to both hosts, and repeats a delivery until it is acknowledged. */
async function deliverAll(deliveries: Delivery[], onDelivered: (count: number) => void): Promise<void> {
  const byTrigger = Map.groupBy(deliveries, ({ functionName }) => functionName);
  const batches = [...byTrigger].flatMap(([functionName, members]) =>
    Array.from({ length: Math.ceil(members.length / batchSize) }, (_, index) => ({
      functionName,
      events: members.slice(index * batchSize, (index + 1) * batchSize).map(({ event }) => event),
    })),
  );
  let tries = 0;
  let delivered = 0;
  const deliverNext = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      const host = hosts[tries++ % hosts.length];
      const status = host ? await postEvents(host, batch.functionName, batch.events) : null;
      if (status === 202) onDelivered(++delivered);
      else {
        batches.push(batch);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, deliverNext));
}

/**
 * Whether an execution of a run has a result of its own, and not only the message that another execution does the run.
 */
function isVerdict(output: unknown): boolean {
  return (output as { reason?: string } | null)?.reason !== 'Another host carries out this run.';
}

test('10,000 events, a third of them twice, to two hosts of which one is killed: one run per pool and change', async () => {
  const startedMs = Date.now();
  const shuffle = createShuffle(7);
  const unique = Array.from({ length: eventsInAll - duplicates }, (_, number) => makeDelivery(number));
  const perChange = Math.ceil(unique.length / changes);
  let restarted: Promise<unknown> | null = null;
  for (let change = 0; change < changes; change++) {
    // The first state of the pools is the first change. Every further change is written before its events are
    // delivered.
    if (change > 0)
      await Promise.all(
        clusters.map(async (cluster) => {
          for (const poolName of poolNames) await writer.changePool(cluster, poolName, `change-${change}`);
        }),
      );
    const fresh = unique.slice(change * perChange, (change + 1) * perChange);
    // Duplicates come together with their originals or long after them.
    const past = shuffle(unique.slice(0, (change + 1) * perChange));
    const again = past.slice(
      0,
      Math.floor((duplicates * (change + 1)) / changes) - Math.floor((duplicates * change) / changes),
    );
    await deliverAll(shuffle([...fresh, ...again]), (count) => {
      if (change !== 1 || count !== 10 || restarted !== null) return;
      const { process } = stack.host();
      process.kill('SIGKILL');
      restarted = stack.host().ended.then(() => stack.restartHost());
    });
    await restarted;
    await waitUntilIdle(...hosts);
  }

  expect(restarted).not.toBeNull();
  const records = createRunRecords(storageOf(stack));
  const { runs } = await records.listRuns({ limit: 100, continuation: null });
  const perPool = Map.groupBy(runs, (run) => `${run.cluster.name.toLowerCase()}/${run.poolName}`);
  expect([...perPool.keys()].sort()).toEqual(['storm-a/kata1', 'storm-a/kata2', 'storm-b/kata1', 'storm-b/kata2']);
  for (const [pool, runsOfPool] of perPool) {
    expect([pool, ...runsOfPool.map(({ status, verdict }) => `${status} ${verdict}`)]).toEqual([
      pool,
      ...Array(changes).fill('done isolated'),
    ]);
    expect(new Set(runsOfPool.map(({ request }) => request['changeKey'])).size).toBe(changes);
  }
  const proofs = (await Promise.all(hosts.map((host) => listInstances(host)))).flat();
  const carriedOut = proofs.filter(({ name, output }) => name === 'proveCluster' && isVerdict(output));
  expect(new Set(carriedOut.map(({ instanceId }) => instanceId)).size).toBe(carriedOut.length);
  const arm = await stack.armRequests();
  // Neither triggers nor the number of events may cause calls to Azure. Only a few polls each second do, for as long as
  // the machine takes.
  const subjects = clusters.length * (poolNames.length + 1);
  const looksMayCost = (2 * subjects * (Date.now() - startedMs)) / 1000;
  expect(arm.length).toBeLessThan(Math.max(eventsInAll / 10, looksMayCost));
  expect(arm.filter(({ status }) => status === 429)).toEqual([]);
});
