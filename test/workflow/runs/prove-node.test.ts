import { expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import type { NodeRecord } from '../../../shared/activities/record-node.ts';
import type { PairRunOrder } from '../../../shared/activities/run-pod-pair.ts';
import type { PodObservation } from '../../../shared/isolation/evidence.ts';
import type { PairState } from '../../../shared/ports/verification-cluster.ts';
import type { RunNode, RunStep } from '../../../shared/runs/run-record.ts';
import { proveNode } from '../../../shared/workflow/runs/prove-node.ts';
import { createInProcessHub, hubStartMs } from '../../support/functions-host/in-process-hub.ts';
import { sampleNode } from '../../support/samples/sample-runs.ts';

const second = 1_000;
const sample = sampleNode('node-1').evidence;
const options = {
  ...{ pairDeadlineMs: 300 * second, watchMs: 50 * second, namespace: null, vmmNames: [], freshForMs: 1 },
  ...{ probeImage: 'i:1', runtimeClassName: 'kata-vm-isolation' },
};
const runtimeClass = { name: 'kata-vm-isolation', uid: 'class', handler: 'kata', createdAt: null };
const input = {
  ...{ runId: 'run', cluster: { subscriptionId: 's', resourceGroup: 'g', name: 'c' }, nodeName: 'node-1' },
  ...{ poolName: 'kata', declaredTaints: [], namespace: 'n', sequence: '1-', options, runtimeClass },
  node: { ...sample.before, readAt: new Date(hubStartMs).toISOString() },
  expiresAt: '2026-01-01T02:00:00.000Z',
};
const failure = { code: 'ClusterUnreachable', message: 'no answer', retryable: true, retryAfterMs: null };
const ok = (value: object) => ({ ok: true, value });

const deployment = { uids: { sandboxed: 'uid-s', ordinary: 'uid-o' }, runtimeClass: null };

interface Watched {
  pair: PairState;
  sandboxed?: PodObservation | null;
}

/** A node whose watches show one thing after the other, the last of them for ever. */
function openHub(
  watched: Watched[],
  world: {
    away?: () => boolean;
    storageAway?: () => boolean;
    stays?: () => boolean;
    namespace?: string;
    order?: object;
  } = {},
) {
  const calls: string[] = [];
  const watches: (PairRunOrder & { atMs: number })[] = [];
  const steps: string[] = [];
  const removals: object[] = [];
  let node: RunNode | undefined;
  /** Watches that last until a moment of the hub's clock. */
  const lasting: { untilMs: number; end: () => void }[] = [];
  const noting = (name: string, act: (order: never) => object | Promise<object>) => async (order: unknown) => {
    calls.push(name);
    return act(order as never);
  };
  const hub = createInProcessHub({
    orchestrators: { proveNode: proveNode as OrchestrationHandler },
    activities: {
      readNode: noting('readNode', () => (world.away?.() ? { ok: false, failure } : ok({ node: sample.before }))),
      runPodPair: noting('runPodPair', async (order: PairRunOrder) => {
        watches.push({ ...order, atMs: hub.now() - hubStartMs });
        const seen = watched[Math.min(watches.length, watched.length) - 1] as Watched;
        const untilMs =
          hub.now() + (seen.pair.state === 'running' && seen.pair.troubles.length === 0 ? order.watchMs : 0);
        if (untilMs > hub.now()) await new Promise<void>((end) => lasting.push({ untilMs, end }));
        const after = seen.pair.state === 'running' ? null : { node: sample.after };
        return ok({ sandboxed: null, ordinary: null, after, ...seen, deployment, cancelRequested: false });
      }),
      readCancelRequest: noting('readCancelRequest', () => ok({ cancelRequested: false })),
      recordNode: noting('recordNode', ({ node: recorded, line }: NodeRecord) => {
        if (world.storageAway?.()) return { ok: false, failure };
        node = recorded;
        steps.push(line.step);
        return ok({ cancelRequested: false });
      }),
      recordStep: noting('recordStep', ({ lines }: { lines: RunStep[] }) => {
        steps.push(...lines.map(({ step }) => step));
        return ok({ cancelRequested: false });
      }),
      removePodPair: noting('removePodPair', (removal: object) => {
        removals.push(removal);
        return world.away?.() ? { ok: false, failure } : ok({ gone: !world.stays?.() });
      }),
    },
  });
  const { namespace = null } = world;
  const order = { ...input, ...world.order, options: { ...options, namespace } };
  hub.client.start('proveNode', 'a', JSON.stringify(order));
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed++) {
      await hub.advance(second);
      for (const { untilMs, end } of lasting) if (untilMs <= hub.now()) end();
      await hub.advance(0);
    }
  };
  return { hub, calls, watches, steps, removals, pass, node: () => node };
}

const pending = (troubles: { id: string; message: string }[] = []): PairState => {
  return { state: 'running', waitingFor: 'the sandboxed pod waits for the scheduler', troubles };
};

test('what is known of a node is written down before its pair is removed, also where the cluster is away by then', async () => {
  let away = false;
  const { calls, pass, node, hub } = openHub(
    [{ pair: { state: 'failed', code: 'Evicted', message: 'Evicted: low' } }],
    {
      away: () => away,
    },
  );
  await hub.advance(0);
  away = true;
  await pass(70);
  expect(node()?.evidence.failure).toMatchObject({ code: 'Evicted' });
  expect(calls.indexOf('recordNode')).toBeLessThan(calls.indexOf('removePodPair'));
});

test('storage that is away keeps no pods in the cluster, and the node is written down when it is back', async () => {
  let away = true;
  const { calls, pass, node } = openHub([{ pair: { state: 'finished' }, sandboxed: sample.sandboxed }], {
    storageAway: () => away,
    namespace: 'theirs',
  });
  await pass(4 * 60);
  expect(calls).toContain('removePodPair');
  expect(node()).toBeUndefined();
  away = false;
  await pass(60);
  expect(node()?.evidence.sandboxed).toMatchObject({ podName: sample.sandboxed?.podName });
  expect(calls.filter((call) => call === 'removePodPair')).toHaveLength(1);
});

test('the Jobs outlive the deadline of their pair, and no watch goes past it', async () => {
  const { watches, pass, node } = openHub([{ pair: pending() }]);
  await pass(2);
  for (let seconds = 0; seconds < 400 && !node(); seconds++) await pass(1);
  expect(node()).toBeDefined();
  const [first] = watches;
  expect(first?.activeDeadlineSeconds).toBeGreaterThanOrEqual(300 + 120);
  for (const { atMs, watchMs } of watches) expect(atMs + watchMs).toBeLessThanOrEqual(301 * second);
});

test('a trouble is told once, and then waited for on timers with short looks until the deadline', async () => {
  const trouble = { id: 'sandboxed/mesh/pull', message: 'the sandboxed pod: init container mesh waits (ErrImagePull)' };
  const { watches, steps, pass, node } = openHub([{ pair: pending([trouble]) }]);
  await pass(320);
  expect(steps.filter((step) => step === `node-1: ${trouble.message}`)).toHaveLength(1);
  expect(watches[1]).toMatchObject({ told: [trouble.id], watchMs: second });
  expect(watches.length).toBeGreaterThan(5);
  expect(watches.length).toBeLessThan(40);
  expect(node()?.evidence.failure).toMatchObject({
    code: 'DeadlineExceeded',
    message: expect.stringContaining('waits for the scheduler'),
  });
});

test('what a pod showed before it went is kept', async () => {
  const trouble = { id: 'sandboxed//Unschedulable', message: 'the sandboxed pod: it has no place' };
  const gone: PairState = { state: 'failed', code: 'DeadlineExceeded', message: 'Its Job has failed.' };
  const { pass, node } = openHub([{ pair: pending([trouble]), sandboxed: sample.sandboxed }, { pair: gone }]);
  await pass(30);
  expect(node()?.evidence).toMatchObject({
    failure: { code: 'DeadlineExceeded' },
    sandboxed: { podName: sample.sandboxed?.podName },
  });
});

test('a node takes two activities: the pair with the second reading, and the record with its line', async () => {
  const { hub, calls, steps, watches } = openHub([{ pair: { state: 'finished' }, sandboxed: sample.sandboxed }]);
  await hub.advance(0);
  expect(hub.find('a')).toMatchObject({ status: 'Completed' });
  expect(calls).toEqual(['runPodPair', 'recordNode']);
  expect(steps).toEqual([expect.stringMatching(/^node-1: /)]);
  expect(watches).toMatchObject([{ deployment: null, runtimeClass }]);
});

test('later watches are of the pair that the first has made', async () => {
  const { pass, watches } = openHub([{ pair: pending() }, { pair: { state: 'finished' } }]);
  await pass(60);
  expect(watches.map((watch) => watch.deployment)).toEqual([null, deployment]);
});

test('what was read too long ago is read again, in an activity of its own before the pair', async () => {
  const stale = { node: { ...sample.before, readAt: new Date(hubStartMs - 600 * second).toISOString() } };
  const { hub, calls, watches } = openHub([{ pair: { state: 'finished' } }], { order: stale });
  await hub.advance(0);
  expect(calls).toEqual(['readNode', 'runPodPair', 'recordNode']);
  expect(watches).toMatchObject([{ runtimeClass: null }]);
});

test('in a namespace of its run, only a pair that has not ended is asked to go, by what was made', async () => {
  const failed: PairState = { state: 'failed', code: 'Evicted', message: 'Evicted: low' };
  const own = openHub([{ pair: failed }]);
  await own.hub.advance(0);
  expect(own.removals).toMatchObject([{ uids: deployment.uids, awaitEnd: false }]);
  const injected = openHub([{ pair: { state: 'finished', stillRuns: true } }]);
  await injected.hub.advance(0);
  expect(injected.removals).toMatchObject([{ uids: deployment.uids, awaitEnd: false }]);
  const ended = openHub([{ pair: { state: 'finished' } }]);
  await ended.hub.advance(0);
  expect(ended.removals).toEqual([]);
  const theirs = openHub([{ pair: { state: 'finished' } }], { namespace: 'theirs' });
  await theirs.hub.advance(0);
  expect(theirs.removals).toMatchObject([{ uids: deployment.uids, awaitEnd: true }]);
});
