import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isUnderWay, type RunAnswer } from '../../scripts/local-stack/call-api.ts';
import type { HostReady } from '../../scripts/local-stack/start-local-stack.ts';
import { eventDeliveries, subscribeToEvents } from '../../scripts/local-stack/subscribe-to-events.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { createFindings } from '../../shared/storage/tables-findings.ts';
import { createPostures } from '../../shared/storage/tables-postures.ts';
import { eventually } from '../support/eventually.ts';
import { failureOf } from '../support/failure-of.ts';
import { postEvents, waitUntilIdle } from '../support/main-app/post-events.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import {
  clusterCloudEvent,
  clusterEvent,
  inCloudEvents,
  maintenanceEvent,
  resourceEvent,
  somebody,
} from '../support/samples/event-payloads.ts';
import { storageOf } from './storage-of.ts';
import { createPoolWriter, type PoolWriter } from './write-pools.ts';

/**
 * The object id of the emulated identity (emulator/azure/identity/principals.ts), which is the author of our own
 * writes.
 */
const ownObjectId = '44444444-4444-4444-8444-444444444444';

let stack: TestStack;
let writer: PoolWriter;
let host: HostReady;
let cluster: ClusterReference;
let postures: ReturnType<typeof createPostures>;
let findings: ReturnType<typeof createFindings>;

beforeAll(async () => {
  const settings = {
    KATAPROOF_QUIET_SECONDS: '0',
    KATAPROOF_POLL_SECONDS: '5',
    AzureFunctionsJobHost__extensions__queues__maxDequeueCount: '2',
    AzureFunctionsJobHost__extensions__queues__visibilityTimeout: '00:00:00',
    AzureFunctionsJobHost__extensions__queues__maxPollingInterval: '00:00:00.2',
  };
  stack = await startTestStack({ scenario: 'healthy', settings });
  host = stack.host().ready;
  writer = await createPoolWriter(stack.emulator);
  postures = createPostures(storageOf(stack));
  findings = createFindings(storageOf(stack));
});

afterAll(() => stack?.stop());

/** Every test has its own cluster with two Kata pools. */
let clusters = 0;
beforeEach(async () => {
  cluster = await writer.seedCluster(`events${++clusters}`, ['kata1', 'kata2']);
});

const listRuns = async () =>
  (await stack.call<{ value: { id: string; pools: { poolName: string }[] }[] }>('/api/runs')).value;

/** Delivers events, waits until nothing runs any longer, and returns how many runs were started. */
async function runsStartedBy(
  trigger: 'onClusterEvent' | 'onResourceChanged',
  ...events: object[]
): Promise<{ status: number | null; started: number }> {
  const before = (await listRuns()).length;
  const status = await postEvents(host, trigger, events);
  await waitUntilIdle(host);
  return { status, started: (await listRuns()).length - before };
}

const rolled = (id: string, poolName = 'kata1') => ({
  id,
  name: 'NodePoolRollingSucceeded',
  data: { nodePoolName: poolName },
});

async function readPoolETag(poolName: string): Promise<string> {
  return (await writer.readPool(cluster, poolName)).eTag;
}

/** Proves a pool of the test's cluster. */
const prove = (poolName: string) =>
  runsStartedBy('onClusterEvent', clusterEvent(cluster, rolled(`${cluster.name}-${poolName}`, poolName)));

describe('an upgrade of a pool', () => {
  test('has the pool proven, once for all its events, in either schema and however ids are spelled', async () => {
    const shouted = {
      ...cluster,
      name: cluster.name.toUpperCase(),
      resourceGroup: cluster.resourceGroup.toUpperCase(),
    };
    const first = await runsStartedBy('onClusterEvent', clusterEvent(cluster, rolled('u1')));
    const later = await runsStartedBy(
      'onClusterEvent',
      clusterEvent(cluster, rolled('u1')),
      clusterCloudEvent(shouted, rolled('u2', 'KATA1')),
    );
    const { value } = await postures.readPosture(cluster, 'kata1');

    expect([first, later]).toEqual([
      { status: 202, started: 1 },
      { status: 202, started: 0 },
    ]);
    expect(value).toMatchObject({ verdict: 'isolated', changing: false, retired: false });
  });

  test('makes the proof stale from its beginning on, unless that is news from before its evidence', async () => {
    await prove('kata1');
    const { value } = await postures.readPosture(cluster, 'kata1');
    const evidenceMs = Date.parse(value?.evidenceSince ?? '');
    const began = (id: string, atMs: number) =>
      clusterEvent(cluster, {
        id,
        name: 'NodePoolRollingStarted',
        data: { nodePoolName: 'kata1' },
        at: new Date(atMs).toISOString(),
      });
    const isChanging = async () => (await postures.readPosture(cluster, 'kata1')).value?.changing;

    await runsStartedBy('onClusterEvent', began('b1', evidenceMs - 1_000));
    const afterLateNews = await isChanging();
    const { started } = await runsStartedBy('onClusterEvent', began('b2', evidenceMs + 1));

    expect([afterLateNews, await isChanging(), started]).toEqual([false, true, 0]);
  });
});

test('an event that says to be of next year makes no pool count as changing until then', async () => {
  await prove('kata1');
  const at = new Date(Date.now() + 365 * 24 * 3_600_000).toISOString();
  const began = { id: 'ahead', name: 'NodePoolRollingStarted', data: { nodePoolName: 'kata1' }, at };
  await runsStartedBy('onClusterEvent', clusterEvent(cluster, began));
  await prove('kata1');
  expect((await postures.readPosture(cluster, 'kata1')).value?.changing).toBe(false);
});

describe('news of an upgrade that ended', () => {
  test('has the pool proven again, even if ARM shows no other state than the one proven', async () => {
    await prove('kata1');
    const { value: before } = await postures.readPosture(cluster, 'kata1');
    const at = new Date(Date.parse(before?.provenAt ?? '') + 1).toISOString();
    const ended = { id: 'late', name: 'NodePoolRollingSucceeded', data: { nodePoolName: 'kata1' }, at };
    const { started } = await runsStartedBy('onClusterEvent', clusterEvent(cluster, ended));
    const { value: now } = await postures.readPosture(cluster, 'kata1');
    expect([started, now?.changing, now?.runId === before?.runId]).toEqual([1, false, false]);
  });
});

describe('a write through Azure Resource Manager', () => {
  test('has a changed pool proven again, in either schema', async () => {
    await prove('kata1');
    await writer.changePool(cluster, 'kata1', 'one');
    const written = resourceEvent(cluster, { id: 'w1', poolName: 'kata1' });
    expect(await runsStartedBy('onResourceChanged', inCloudEvents(written))).toEqual({ status: 202, started: 1 });
    expect(await runsStartedBy('onResourceChanged', written)).toEqual({ status: 202, started: 0 });
    expect((await postures.readPosture(cluster, 'kata1')).value?.changing).toBe(false);
  });

  test('of a cluster has each of its changed Kata pools proven', async () => {
    await prove('kata1');
    const written = resourceEvent(cluster, { id: 'w2', poolName: null });
    expect(await runsStartedBy('onResourceChanged', written)).toEqual({ status: 202, started: 1 });
    expect((await postures.readPosture(cluster, 'kata2')).value).toMatchObject({ verdict: 'isolated' });
  });

  test('of a tag of the cluster has none of its pools proven again, and hides no change of a pool', async () => {
    await prove('kata1');
    const before = await readPoolETag('kata1');
    await writer.tagCluster(cluster, 'one');
    expect(await readPoolETag('kata1')).not.toBe(before);
    const tagged = (id: string) => resourceEvent(cluster, { id, poolName: null });
    // The look proves kata2, which nobody has proven yet.
    expect(await runsStartedBy('onResourceChanged', tagged('t1'))).toEqual({ status: 202, started: 1 });
    await writer.tagCluster(cluster, 'two');
    expect(await runsStartedBy('onResourceChanged', tagged('t2'))).toEqual({ status: 202, started: 0 });
    await writer.scalePool(cluster, 'kata1', 2);
    expect(await runsStartedBy('onResourceChanged', tagged('t3'))).toEqual({ status: 202, started: 1 });
    await writer.changePool(cluster, 'kata1', 'one');
    expect(await runsStartedBy('onResourceChanged', tagged('t4'))).toEqual({ status: 202, started: 0 });
    const own = resourceEvent(cluster, { id: 't5', poolName: 'kata1' });
    expect(await runsStartedBy('onResourceChanged', own)).toEqual({ status: 202, started: 1 });
  });

  test('that starts a cluster has all its pools proven again, though they look as before', async () => {
    for (const poolName of ['kata1', 'kata2']) await prove(poolName);
    const started = resourceEvent(cluster, { id: 'st1', poolName: null, operation: 'start/action' });
    const stopped = resourceEvent(cluster, { id: 'st2', poolName: null, operation: 'stop/action' });
    // By the clock of the emulated cluster, which runs ahead.
    const proven = await Promise.all(['kata1', 'kata2'].map((poolName) => postures.readPosture(cluster, poolName)));
    const lastMs = Math.max(...proven.map(({ value }) => Date.parse(value?.provenAt ?? '')));
    const now = { eventTime: new Date(lastMs + 1).toISOString() };
    expect(await runsStartedBy('onResourceChanged', { ...stopped, ...now })).toEqual({ status: 202, started: 0 });
    expect(await runsStartedBy('onResourceChanged', { ...started, ...now })).toEqual({ status: 202, started: 2 });
    expect((await postures.readPosture(cluster, 'kata1')).value?.changing).toBe(false);
  });

  test('of our own starts nothing', async () => {
    await writer.changePool(cluster, 'kata1', 'two');
    const own = resourceEvent(cluster, { id: 'w3', poolName: 'kata1', by: ownObjectId.toUpperCase() });
    const ownCluster = resourceEvent(cluster, { id: 'w4', poolName: null, by: ownObjectId });
    expect(await runsStartedBy('onResourceChanged', own, ownCluster)).toEqual({ status: 202, started: 0 });
  });

  test('of a pool that is no Kata pool starts nothing', async () => {
    const system = resourceEvent(cluster, { id: 'w5', poolName: 'system' });
    expect(await runsStartedBy('onResourceChanged', system)).toEqual({ status: 202, started: 0 });
  });

  test('wakes the run that waits for the pool', async () => {
    const id = await tellRunOfItsPool();
    const events = await historyOf(id);
    await readUntilEnded(stack, id);

    expect(events).toContainEqual(expect.objectContaining({ Name: 'resourceChanged' }));
  });
});

/**
 * Delivers an event about its pool to a run in progress. Starts another run when this one had ended before the
 * delivery.
 */
async function tellRunOfItsPool(): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `waited${number}`;
    const order = { cluster: stack.clusterBody, nodePool: { name, count: 1 }, cleanup: 'keep' };
    const { id } = await stack.call<RunAnswer>('/api/provisionings', order);
    const event = resourceEvent(stack.clusterBody, { id: `w6-${number}`, poolName: name, by: ownObjectId });
    await postEvents(host, 'onResourceChanged', [event]);
    if (isUnderWay(await stack.call<RunAnswer>(`/api/runs/${id}`))) return id;
  }
}

async function historyOf(instanceId: string): Promise<object[]> {
  const query = `showHistory=true&showInput=false&code=${host.masterKey}`;
  const response = await fetch(`${host.baseUrl}/runtime/webhooks/durabletask/instances/${instanceId}?${query}`);
  return ((await response.json()) as { historyEvents: object[] }).historyEvents;
}

describe('a pool that is scaled to zero', () => {
  test('keeps its posture, alerts nobody and is not verified; scaled up again, it is proven anew', async () => {
    await prove('kata1');
    const before = (await postures.readPosture(cluster, 'kata1')).value;
    const scaled = (id: string) => resourceEvent(cluster, { id, poolName: 'kata1' });

    await writer.scalePool(cluster, 'kata1', 0);
    const down = await runsStartedBy('onResourceChanged', scaled('s1'));
    const refused = await failureOf(stack.call('/api/verifications', { cluster, nodePool: 'kata1' }));
    const whileEmpty = (await postures.readPosture(cluster, 'kata1')).value;
    await writer.scalePool(cluster, 'kata1', 1);
    const up = await runsStartedBy('onResourceChanged', scaled('s2'));
    const after = (await postures.readPosture(cluster, 'kata1')).value;

    expect([down, up]).toEqual([
      { status: 202, started: 0 },
      { status: 202, started: 1 },
    ]);
    expect(before).toMatchObject({ verdict: 'isolated', retired: false });
    expect(whileEmpty).toEqual(before);
    expect(refused.message).toMatch(/409.*NodePoolEmpty/s);
    expect(after).toMatchObject({ verdict: 'isolated', since: before?.since });
    expect(after?.runId).not.toBe(before?.runId);
    expect(await stack.publishedAlerts()).toEqual([]);
  });
});

describe('a deletion', () => {
  test('retires the pool if it is gone, and only then', async () => {
    const deleted = (id: string, poolName: string) =>
      resourceEvent(cluster, { id, poolName, operation: 'delete', by: somebody });
    for (const poolName of ['kata1', 'kata2']) await prove(poolName);
    await writer.deletePool(cluster, 'kata2');
    await runsStartedBy('onResourceChanged', deleted('d1', 'kata2'), deleted('d2', 'kata1'));

    const [kata1, kata2] = await Promise.all(['kata1', 'kata2'].map((pool) => postures.readPosture(cluster, pool)));
    expect([kata1?.value?.retired, kata2?.value?.retired]).toEqual([false, true]);
  });
});

describe('a notice', () => {
  test.each([
    ['kubernetes-version-available', 'NewKubernetesVersionAvailable', { latestSupportedKubernetesVersion: '1.36.1' }],
    ['support-ending', 'ClusterSupportEnding', { kubernetesVersion: '1.33.2' }],
    ['support-ended', 'ClusterSupportEnded', { kubernetesVersion: '1.32.9' }],
  ])('becomes the finding %s of its cluster, once', async (rule, name, data) => {
    const facts = { id: rule, name, data };
    const status = await postEvents(host, 'onClusterEvent', [clusterEvent(cluster, facts)]);
    await postEvents(host, 'onClusterEvent', clusterCloudEvent(cluster, facts));
    const kept = (await findings.listFindings(cluster)).filter((finding) => finding.rule === rule);
    expect([status, kept.length, kept[0]?.resolvedAt]).toEqual([202, 1, null]);
    expect(kept[0]?.message).toContain(Object.values(data)[0]);
  });

  test('of maintenance becomes one, though its wire names differ from the SDK', async () => {
    await postEvents(host, 'onClusterEvent', maintenanceEvent(cluster, 'm1', 'Scheduled'));
    const kept = (await findings.listFindings(cluster)).find((finding) => finding.rule === 'maintenance');
    expect(kept?.message).toBe(`Maintenance by AutoUpgrader: Scheduled. Node image upgrade of ${cluster.name}`);
  });
});

describe('what AKS announces', () => {
  const kept = async () => {
    const all = await findings.listFindings(cluster);
    return all.map(({ rule, severity, resolvedAt }) => `${rule} ${severity} ${resolvedAt ? 'over' : 'stands'}`).sort();
  };
  const eol = (id: string, eventStatus: string, time: string, description: string) => {
    const eventDetails = JSON.stringify({ kubernetesVersion: '1.31.9', eolDate: '2026-03-01T00:00:00Z' });
    return maintenanceEvent(cluster, id, eventStatus, {
      ...{ time, description, eventDetails, eventSource: 'EOLNotification' },
    });
  };
  const day = (number: number) => `2026-02-0${number}T00:00:00Z`;

  test('stands beside the other announcements, each until its own end', async () => {
    const deliver = (...events: object[]) => postEvents(host, 'onClusterEvent', events);
    await deliver(eol('e1', 'Scheduled', day(1), 'KubernetesVersionEOLTwoWeeks'));
    await deliver(
      maintenanceEvent(cluster, 'm2', 'Scheduled', { time: day(1) }),
      maintenanceEvent(cluster, 'm3', 'Started', { time: day(2) }),
    );
    expect(await kept()).toEqual([
      'maintenance info stands',
      'maintenance info stands',
      'support-ending medium stands',
    ]);
    await deliver(maintenanceEvent(cluster, 'm2', 'Completed', { time: day(3) }));
    // Events come in any order: this one says what was true before.
    await deliver(maintenanceEvent(cluster, 'm2', 'Started', { time: day(2) }));
    expect(await kept()).toEqual(['maintenance info over', 'maintenance info stands', 'support-ending medium stands']);
    await deliver(eol('e1', 'Completed', day(4), 'KubernetesVersionEOLTwoWeeks'));
    await deliver(maintenanceEvent(cluster, 'm4', 'Completed', { time: day(5) }));
    await deliver(maintenanceEvent(cluster, 'm4', 'Scheduled', { time: day(4) }));
    expect(await kept()).toEqual([
      ...['maintenance info over', 'maintenance info over', 'maintenance info stands', 'support-ending medium over'],
    ]);
  });

  test('of an end of support gives way to that end, and a reminder to the next', async () => {
    for (const [id, time, what] of [
      ['e5', day(5), 'EOLOneWeek'],
      ['e6', day(6), 'OutOfSupport'],
      ['e7', day(7), 'OutOfSupport'],
    ] as const)
      await postEvents(host, 'onClusterEvent', eol(id, 'Scheduled', time, `KubernetesVersion${what}`));
    const about = (await findings.listFindings(cluster)).filter(
      ({ subject, resolvedAt }) => subject === 'Kubernetes 1.31.9' && resolvedAt === null,
    );
    expect(about.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      'support-ended: Support for Kubernetes 1.31.9 has ended. The last day is 2026-03-01.',
    ]);
  });
});

describe('what Event Grid lets pass', () => {
  const publish = async (event: object) => {
    const url = `${stack.emulator.control}/__emulator/system-events`;
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
    return ((await answer.json()) as { deliveries: { outcome: string }[] }).deliveries.map(({ outcome }) => outcome);
  };

  test.each(eventDeliveries)('reaches the app by %s', async (way) => {
    const { emulator, connectionString, eventQueue: queueName } = stack;
    await subscribeToEvents(way, { emulator, connectionString, queueName, host });
    const kubernetesVersion = way === 'StorageQueue' ? '1.21.8' : '1.21.9';
    const facts = { id: `by-${way}`, name: 'ClusterSupportEnding', data: { kubernetesVersion } };
    expect(await publish(clusterEvent(stack.clusterBody, facts))).toEqual(['delivered']);
    const changed = resourceEvent(stack.clusterBody, { id: `change-by-${way}`, poolName: 'system' });
    expect(await publish(changed)).toEqual(['delivered']);
    expect(await publish({ ...changed, eventType: 'Microsoft.Resources.ResourceWriteFailure' })).toEqual([]);
    await eventually(`the finding by ${way}`, async () => {
      const messages = (await findings.listFindings(stack.clusterBody)).map(({ message }) => message).join();
      return messages.includes(kubernetesVersion) || undefined;
    });
  });
});

describe('the queue', () => {
  const open = (name: string) => QueueServiceClient.fromConnectionString(stack.connectionString).getQueueClient(name);
  const send = async (text: string) => {
    await open(stack.eventQueue).createIfNotExists();
    await open(stack.eventQueue).sendMessage(text);
  };

  test('brings an event to the code of the Event Grid triggers: the pool is proven', async () => {
    await send(JSON.stringify(clusterCloudEvent(cluster, rolled('q1'))));
    const verdict = await eventually(
      'the proof',
      async () => (await postures.readPosture(cluster, 'kata1')).value?.verdict,
    );
    await waitUntilIdle(host);
    expect(verdict).toBe('isolated');
  });

  test('keeps a message without an event in the poison queue, and loses a malformed event as the triggers do', async () => {
    const unreadable = ['<event/>', '[1]', Buffer.from('no JSON').toString('base64')];
    for (const text of [...unreadable, JSON.stringify({ id: 'q2', eventType: 'x' }), '{"id":"q3"}']) await send(text);
    const poisoned = await eventually('the poison queue', async () => {
      const poison = open(`${stack.eventQueue}-poison`);
      if (!(await poison.exists())) return undefined;
      // In this order: what leaves the queue is in the poison queue before.
      const { approximateMessagesCount } = await open(stack.eventQueue).getProperties();
      const { peekedMessageItems } = await poison.peekMessages({ numberOfMessages: 32 });
      return approximateMessagesCount === 0 ? peekedMessageItems.map(({ messageText }) => messageText) : undefined;
    });
    expect(poisoned.sort()).toEqual([...unreadable].sort());
  });
});

describe('what cannot be dealt with', () => {
  const claimsOfSomebody = 'Somebody With A Name';

  test('an event that is malformed or of an unknown type is acknowledged', async () => {
    const known = clusterEvent(cluster, rolled('x1'));
    const events = [
      { ...known, data: {} },
      { ...known, topic: 'nonsense' },
      { id: 'x2' },
      { ...known, eventType: 'Contoso.Odd' },
    ];
    expect(await runsStartedBy('onClusterEvent', ...events)).toEqual({ status: 202, started: 0 });
    expect(readLog()).toMatch(/Malformed event x2/);
  });

  test("no claim of an event's author is logged", async () => {
    await runsStartedBy('onResourceChanged', resourceEvent(cluster, { id: 'x3', poolName: 'kata1' }), { id: 'x4' });
    expect(readLog()).toMatch(/Malformed event x4/);
    expect(readLog()).not.toContain(claimsOfSomebody);
  });

  test('is left to Event Grid to deliver again when storage is down', async () => {
    const nobody = stack.connectionString.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:9');
    const other = await stack.startOtherHost('forgetful', { KATAPROOF_STORAGE_CONNECTION_STRING: nobody });
    expect(await postEvents(other.ready, 'onClusterEvent', [clusterEvent(cluster, rolled('s1'))])).toBe(500);
  });

  const readLog = () => readFileSync(join(stack.logDirectory, 'functions-host.log'), 'utf8');
});
