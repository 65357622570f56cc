import { expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import type { PairWatchOrder } from '../../../shared/activities/watch-pod-pair.ts';
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
const input = {
  ...{ runId: 'run', cluster: { subscriptionId: 's', resourceGroup: 'g', name: 'c' }, nodeName: 'node-1' },
  ...{ poolName: 'kata', declaredTaints: [], namespace: 'n', sequence: '1-', options },
  expiresAt: '2026-01-01T02:00:00.000Z',
};
const failure = { code: 'ClusterUnreachable', message: 'no answer', retryable: true, retryAfterMs: null };
const ok = (value: object) => ({ ok: true, value });

interface Watched {
  pair: PairState;
  sandboxed?: PodObservation | null;
}

/** A node whose watches show one thing after the other, the last of them for ever. */
function openHub(watched: Watched[], world: { away?: () => boolean; storageAway?: () => boolean } = {}) {
  const calls: string[] = [];
  const watches: (PairWatchOrder & { atMs: number })[] = [];
  const steps: string[] = [];
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
      deployPodPair: noting('deployPodPair', () => ok({ uids: {}, runtimeClass: null })),
      watchPodPair: noting('watchPodPair', async (order: PairWatchOrder) => {
        watches.push({ ...order, atMs: hub.now() - hubStartMs });
        const seen = watched[Math.min(watches.length, watched.length) - 1] as Watched;
        const untilMs =
          hub.now() + (seen.pair.state === 'running' && seen.pair.troubles.length === 0 ? order.watchMs : 0);
        if (untilMs > hub.now()) await new Promise<void>((end) => lasting.push({ untilMs, end }));
        return ok({ sandboxed: null, ordinary: null, ...seen, cancelRequested: false });
      }),
      readCancelRequest: noting('readCancelRequest', () => ok({ cancelRequested: false })),
      recordNode: noting('recordNode', ({ node: recorded }: { node: RunNode }) => {
        if (world.storageAway?.()) return { ok: false, failure };
        node = recorded;
        return ok({ cancelRequested: false });
      }),
      recordStep: noting('recordStep', ({ step }: { step: RunStep }) => {
        steps.push(step.step);
        return ok({ cancelRequested: false });
      }),
      removePodPair: noting('removePodPair', () =>
        world.away?.() ? { ok: false, failure } : ok({ gone: false, removed: true }),
      ),
    },
  });
  hub.client.start('proveNode', 'a', JSON.stringify(input));
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed++) {
      await hub.advance(second);
      for (const { untilMs, end } of lasting) if (untilMs <= hub.now()) end();
      await hub.advance(0);
    }
  };
  return { hub, calls, watches, steps, pass, node: () => node };
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
