import { afterEach, describe, expect, test } from '@jest/globals';
import type { V1Job } from '@kubernetes/client-node';
import { replaceProbe } from '../../emulator/scenarios/pod-webhooks.ts';
import type { KubernetesFaults, NewPod } from '../../emulator/scenarios/scenario.ts';
import type { NodePool } from '../../emulator/seams/kubernetes-clusters.ts';
import { aksServerAppId } from '../../emulator/seams/token-authority.ts';
import type { Transport } from '../../shared/clusters/transport.ts';
import { buildNamespace } from '../../shared/isolation/build-pod-pair.ts';
import type { Verdict } from '../../shared/isolation/evidence.ts';
import { runNamespace } from '../../shared/isolation/pod-pair-names.ts';
import { createVerificationCluster } from '../../shared/kubernetes/kubernetes-verification-cluster.ts';
import { hangMs } from '../support/eventually.ts';
import { failureOf } from '../support/failure-of.ts';
import {
  cluster,
  patiently,
  readyNodes,
  runId,
  runPair,
  startEmulatedCluster,
  until,
} from '../support/kubernetes/emulated-cluster.ts';
import { watchFor } from '../support/kubernetes/watch-for.ts';

type Emulated = Awaited<ReturnType<typeof startEmulatedCluster>>;
let emulated: Emulated;
afterEach(() => emulated.stop());

/** Both ways to a cluster keep the same promises. */
describe.each<Transport>(['kubernetes-api', 'run-command'])('by way of %s', (transport) => {
  const start = (faults?: KubernetesFaults, pool?: Partial<NodePool>) =>
    startEmulatedCluster(faults, pool, null, [], transport);

  describe('a healthy node', () => {
    test('is proven isolated, and nothing is left of the proof', async () => {
      emulated = await start();
      const { adapter, store } = emulated;
      const { observation, verdict, deployed } = await runPair(adapter);
      const { names } = deployed;
      expect(observation.pair).toEqual({ state: 'finished' });
      expect(observation.after?.node).toMatchObject({ name: deployed.nodeName, ready: true });
      expect(verdict).toMatchObject({ verdict: 'isolated' });
      expect(observation.sandboxed).toMatchObject({
        runtimeClassName: 'kata-vm-isolation',
        runtimeHandler: 'kata',
        memoryLimitKiB: 262_144,
        cpuLimit: 0.1,
        evidence: { outcome: 'report', channel: 'termination-message' },
      });

      await until(
        () => patiently(() => adapter.removePodPair(cluster, deployed, true)),
        ({ gone }) => gone,
      );
      expect(store?.list('jobs').concat(store.list('pods', names.namespace))).toEqual([]);
      await until(
        () =>
          patiently(() =>
            adapter.removeNamespace(cluster, { name: names.namespace, runId, uid: null, asked: false }, 0),
          ),
        ({ state }) => state === 'absent',
      );
      expect(store?.read('namespaces', null, names.namespace)).toBeUndefined();
      expect(await patiently(() => adapter.removePodPair(cluster, { names, uids: null }, true))).toEqual({
        gone: true,
      });
    });

    test('shows itself as AKS shows it', async () => {
      emulated = await start({}, { count: 2 });
      const nodes = await readyNodes(emulated.adapter, 2);
      expect(nodes).toHaveLength(2);
      expect(nodes[0]).toMatchObject({ poolName: 'kata', ready: true, kataLabel: true, unschedulable: false });
      expect(nodes[0]?.runtimeHandlers).toEqual(expect.arrayContaining(['', 'runc', 'kata']));
      expect(nodes[0]?.bootId).toMatch(/^[0-9a-f-]{36}$/);
      expect(nodes[0]?.taints).toContainEqual({ key: 'sandbox', value: 'kata', effect: 'NoSchedule' });
      expect((await patiently(() => emulated.adapter.listNodes(cluster, 'other'))).nodes).toEqual([]);
      const last = nodes.at(-1)?.name ?? '';
      const names = [last, 'no-such-node', 'n'.repeat(64)];
      const named = await patiently(() => emulated.adapter.listNamedNodes(cluster, names));
      expect(named.nodes).toMatchObject([{ name: last, uid: nodes.at(-1)?.uid }]);
      expect((await patiently(() => emulated.adapter.listNamedNodes(cluster, ['n'.repeat(64)]))).nodes).toEqual([]);
      expect(await patiently(() => emulated.adapter.readNode(cluster, 'no-such-node'))).toEqual({ node: null });
      expect((await patiently(() => emulated.adapter.listRuntimeClasses(cluster))).classes).toEqual(
        expect.arrayContaining([expect.objectContaining({ name: 'kata-vm-isolation', handler: 'kata' })]),
      );
    });
  });

  describe('a node that is not healthy', () => {
    test.each<[string, KubernetesFaults, Verdict, RegExp]>([
      ['maps kata to runc', { kataHandlerRunsRunc: 'every-node' }, 'shared-kernel', /shares the node's kernel/],
      ['loses the RuntimeClass', { webhookDropsRuntimeClass: true }, 'shared-kernel', /without runtimeClassName/],
      ['has another sandbox', { guestIsNotKata: true }, 'suspect', /no mark of Kata/],
      ['lets pods stay silent', { containersStaySilent: true }, 'inconclusive', /no report/],
      ['has ordinary pods that lie', { ordinaryPodsLie: true }, 'inconclusive', /comparison is not valid/],
      ['reboots meanwhile', { nodeRebootsAfterPods: true }, 'inconclusive', /same boot before and after/],
    ])('that %s', async (_, faults, verdict, reason) => {
      emulated = await start(faults);
      const proof = await runPair(emulated.adapter);
      expect(proof.verdict).toMatchObject({ verdict, reason: expect.stringMatching(reason) });
    });

    // No pod of a command finds a place there either.
    const wherePodsRun = transport === 'run-command' ? test.skip : test;
    wherePodsRun.each<[string, KubernetesFaults, RegExp]>([
      ['cannot pull', { imagePullFails: true }, /container probe waits \(.*Failed to pull image/i],
      ['is full', { nodesFull: true }, /PodScheduled is False \(Unschedulable: .*Insufficient memory/],
    ])('that %s is told of at once, and may heal', async (_, faults, words) => {
      emulated = await start(faults);
      const { observation } = await runPair(emulated.adapter, {}, undefined, []);
      expect(observation.pair).toMatchObject({ state: 'running', waitingFor: expect.stringMatching(words) });
    });

    test('is proven all the same through an API server that fails now and then and drops watches', async () => {
      emulated = await start({ flakyApiServer: { failEvery: 5, watchDropsAfterMs: 300 } });
      const proof = await runPair(emulated.adapter);
      expect(proof.verdict.verdict).toBe('isolated');
      const { adapter } = emulated;
      await until(
        () => patiently(() => adapter.removePodPair(cluster, proof.deployed, true)),
        ({ gone }) => gone,
      );
    });
  });

  describe('a node whose handler leads to runc', () => {
    const onRunc = (webhookChangesPods: NonNullable<KubernetesFaults['webhookChangesPods']>) =>
      ({ kataHandlerRunsRunc: 'every-node', webhookChangesPods }) satisfies KubernetesFaults;

    test.each<[string, (pod: NewPod) => void, RegExp]>([
      ['forges the report', replaceProbe, /command was changed/],
      [
        'adds a sidecar',
        ({ spec }) => void spec.containers.push({ ...spec.containers[0], name: 'helper' }),
        /container helper was injected/,
      ],
      [
        'shares the processes',
        ({ spec }) => Object.assign(spec, { shareProcessNamespace: true }),
        /shareProcessNamespace/,
      ],
      [
        'mounts over DMI',
        ({ spec }) => {
          spec['volumes'] = [{ name: 'fake', emptyDir: {} }];
          Object.assign(spec.containers[0] ?? {}, { volumeMounts: [{ name: 'fake', mountPath: '/sys/class/dmi/id' }] });
        },
        /volume fake was mounted at \/sys\/class\/dmi\/id/,
      ],
    ])('is never isolated when a webhook %s', async (_, webhookChangesPods, reason) => {
      emulated = await start(onRunc(webhookChangesPods));
      const { verdict } = await runPair(emulated.adapter);
      expect(verdict).toMatchObject({ verdict: 'inconclusive', reason: expect.stringMatching(reason) });
    });
  });

  describe('a class under test that leads to runc', () => {
    const handlers = { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass' };

    test('is not proven by a pod that a webhook moved to a class that leads to Kata', async () => {
      emulated = await start({
        webhookChangesPods: ({ spec }) => {
          if (spec['runtimeClassName']) spec['runtimeClassName'] = 'kata-vm-isolation';
        },
      });
      emulated.store?.create('runtimeclasses', { ...handlers, metadata: { name: 'under-test' }, handler: 'runc' });
      const { verdict } = await runPair(emulated.adapter, { runtimeClassName: 'under-test' });
      expect(verdict).toMatchObject({
        verdict: 'inconclusive',
        reason: expect.stringContaining('RuntimeClass kata-vm-isolation where under-test was asked for'),
      });
    });

    test('is not proven by a class of its name that is made when the pods run', async () => {
      emulated = await start();
      const { store } = emulated;
      store?.create('runtimeclasses', { ...handlers, metadata: { name: 'under-test' }, handler: 'runc' });
      const stop = store?.subscribe(({ resource, object }) => {
        const { spec, status } = object;
        // By then the sandboxed pod has its kernel.
        if (resource !== 'pods' || !spec?.runtimeClassName || status?.phase !== 'Running') return;
        stop?.();
        store.remove('runtimeclasses', null, 'under-test');
        store.create('runtimeclasses', { ...handlers, metadata: { name: 'under-test' }, handler: 'kata' });
      });
      const { verdict } = await runPair(emulated.adapter, { runtimeClassName: 'under-test' });
      expect(verdict).toMatchObject({ verdict: 'shared-kernel', reason: expect.stringContaining('was made anew') });
    });
  });

  describe('an image from a mirror', () => {
    test('is a note, and the node is proven all the same', async () => {
      emulated = await start({
        webhookChangesPods: ({ spec }) => {
          for (const container of spec.containers) container['image'] = 'mirror.example/azurelinux/busybox:1.36';
        },
      });
      const { verdict } = await runPair(emulated.adapter);
      expect(verdict.verdict).toBe('isolated');
      expect(verdict.notes).toContainEqual(expect.stringContaining('came from a mirror, as mirror.example/azurelinux'));
    });
  });

  describe('what admission refuses is told at once, in its own words, and may be admitted later', () => {
    test('a RuntimeClass that does not exist', async () => {
      emulated = await start();
      const { observation } = await runPair(emulated.adapter, { runtimeClassName: 'no-such-class' }, undefined, []);
      expect(observation.pair).toMatchObject(toldOf('RuntimeClass "no-such-class" not found'));
    });

    test('a pod that the namespace is too restricted for', async () => {
      emulated = await start();
      const askTooMuch = (job: V1Job) => {
        if (job.spec?.template.spec) job.spec.template.spec.hostNetwork = true;
      };
      const { observation } = await runPair(emulated.adapter, {}, askTooMuch, []);
      expect(observation.pair).toMatchObject(toldOf('violates PodSecurity "restricted'));
    });

    test('a quota that has no room for the overhead of a sandbox', async () => {
      emulated = await start();
      const { adapter, store } = emulated;
      await readyNodes(adapter);
      const namespace = runNamespace(runId);
      await patiently(() =>
        adapter.ensureNamespace(cluster, buildNamespace({ name: namespace, runId, expiresAt: '' })),
      );
      const spec = { hard: { 'requests.memory': '700Mi' } };
      store?.create('resourcequotas', {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'q', namespace },
        spec,
      });
      const { observation, deployed } = await runPair(adapter, {}, undefined, []);
      expect(observation.pair).toMatchObject(toldOf('exceeded quota: q'));
      store?.requestDeletion('resourcequotas', namespace, 'q');
      const later = await patiently(() => adapter.watchPodPair(cluster, deployed, watchFor(hangMs)));
      expect(later.pair).toEqual({ state: 'finished' });
    });
  });
});

/** The sandboxed pod waits for its Job, which says these words. */
function toldOf(words: string) {
  const message = expect.stringContaining(words);
  return { state: 'running', waitingFor: message, troubles: [{ id: 'sandboxed//FailedCreate', message }] };
}

describe('a token', () => {
  test('that has expired is replaced, and the call goes on', async () => {
    emulated = await startEmulatedCluster();
    const { connection, tokens } = emulated;
    const expired = (await tokens.issueToken(aksServerAppId, -60)).token;
    const answers = [await connection.readToken(), expired, await connection.readToken()];
    let opened = 0;
    const adapter = createVerificationCluster({
      connections: {
        async openConnection() {
          opened++;
          return { ...connection, readToken: async () => answers.shift() ?? expired };
        },
      },
      now: Date.now,
    });
    expect(await adapter.listRuntimeClasses(cluster)).toBeDefined();
    expect(await adapter.listRuntimeClasses(cluster)).toBeDefined();
    expect(opened).toBe(2);
    expect(await failureOf(adapter.listRuntimeClasses(cluster))).toMatchObject({ code: 'Unauthorized' });
  });
});
