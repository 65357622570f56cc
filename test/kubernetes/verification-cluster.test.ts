import { afterEach, describe, expect, test } from '@jest/globals';
import type { KubernetesFaults } from '../../emulator/scenarios/scenario.ts';
import { aksServerAppId } from '../../emulator/seams/token-authority.ts';
import { buildNamespace } from '../../shared/isolation/build-pod-pair.ts';
import type { Verdict } from '../../shared/isolation/evidence.ts';
import { runNamespace } from '../../shared/isolation/pod-pair-names.ts';
import { createVerificationCluster } from '../../shared/kubernetes/kubernetes-verification-cluster.ts';
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

type Emulated = Awaited<ReturnType<typeof startEmulatedCluster>>;
let emulated: Emulated;
afterEach(() => emulated.stop());

describe('a healthy node', () => {
  test('is proven isolated, and nothing is left of the proof', async () => {
    emulated = await startEmulatedCluster();
    const { adapter, store } = emulated;
    const { observation, verdict, names } = await runPair(adapter);
    expect(observation.pair).toEqual({ state: 'finished' });
    expect(verdict).toMatchObject({ verdict: 'isolated' });
    expect(observation.sandboxed).toMatchObject({
      runtimeClassName: 'kata-vm-isolation',
      runtimeHandler: 'kata',
      memoryLimitKiB: 262_144,
      cpuLimit: 0.1,
      evidence: { outcome: 'report', channel: 'termination-message' },
    });

    await until(
      () => patiently(() => adapter.removePodPair(cluster, names)),
      ({ gone }) => gone,
    );
    expect(store?.list('jobs').concat(store.list('pods', names.namespace))).toEqual([]);
    await until(
      () => patiently(() => adapter.removeNamespace(cluster, names.namespace, runId)),
      ({ gone }) => gone,
    );
    expect(store?.read('namespaces', null, names.namespace)).toBeUndefined();
    expect(await patiently(() => adapter.removePodPair(cluster, names))).toEqual({ gone: true });
  });

  test('shows itself as AKS shows it', async () => {
    emulated = await startEmulatedCluster({}, { count: 2 });
    const nodes = await readyNodes(emulated.adapter, 2);
    expect(nodes).toHaveLength(2);
    expect(nodes[0]).toMatchObject({ poolName: 'kata', ready: true, kataLabel: true, unschedulable: false });
    expect(nodes[0]?.runtimeHandlers).toEqual(expect.arrayContaining(['', 'runc', 'kata']));
    expect(nodes[0]?.bootId).toMatch(/^[0-9a-f-]{36}$/);
    expect(nodes[0]?.taints).toContainEqual({ key: 'sandbox', value: 'kata', effect: 'NoSchedule' });
    expect((await patiently(() => emulated.adapter.listNodes(cluster, 'other'))).nodes).toEqual([]);
    expect(await patiently(() => emulated.adapter.readNode(cluster, 'no-such-node'))).toEqual({ node: null });
    expect((await patiently(() => emulated.adapter.listRuntimeClasses(cluster))).classes).toEqual(
      expect.arrayContaining([{ name: 'kata-vm-isolation', handler: 'kata' }]),
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
    ['cannot pull', { imagePullFails: true }, 'inconclusive', /Failed to pull image/i],
    ['is full', { nodesFull: true }, 'inconclusive', /Insufficient memory/],
  ])('that %s', async (_, faults, verdict, reason) => {
    emulated = await startEmulatedCluster(faults);
    const proof = await runPair(emulated.adapter);
    expect(proof.verdict).toMatchObject({ verdict, reason: expect.stringMatching(reason) });
  });

  test('is proven all the same through an API server that fails now and then and drops watches', async () => {
    emulated = await startEmulatedCluster({ flakyApiServer: { failEvery: 5, watchDropsAfterMs: 300 } });
    const proof = await runPair(emulated.adapter);
    expect(proof.verdict.verdict).toBe('isolated');
    const { adapter } = emulated;
    await until(
      () => patiently(() => adapter.removePodPair(cluster, proof.names)),
      ({ gone }) => gone,
    );
  });
});

describe('what admission refuses ends the wait in its own words', () => {
  test('a RuntimeClass that does not exist', async () => {
    emulated = await startEmulatedCluster();
    const { observation } = await runPair(emulated.adapter, { runtimeClassName: 'no-such-class' });
    expect(observation.pair).toMatchObject({
      state: 'failed',
      code: 'AdmissionDenied',
      message: expect.stringContaining('RuntimeClass "no-such-class" not found'),
    });
  });

  test('a pod that the namespace is too restricted for', async () => {
    emulated = await startEmulatedCluster();
    const { observation } = await runPair(emulated.adapter, {}, (job) => {
      if (job.spec?.template.spec) job.spec.template.spec.hostNetwork = true;
    });
    expect(observation.pair).toMatchObject({
      state: 'failed',
      code: 'AdmissionDenied',
      message: expect.stringContaining('violates PodSecurity "restricted'),
    });
  });

  test('a quota that has no room for the overhead of a sandbox', async () => {
    emulated = await startEmulatedCluster();
    const { adapter, store } = emulated;
    await readyNodes(adapter);
    const namespace = runNamespace(runId);
    await patiently(() => adapter.ensureNamespace(cluster, buildNamespace({ name: namespace, runId, expiresAt: '' })));
    const spec = { hard: { 'requests.memory': '700Mi' } };
    store?.create('resourcequotas', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'q', namespace },
      spec,
    });
    const { observation } = await runPair(adapter);
    expect(observation.pair).toMatchObject({
      state: 'failed',
      code: 'AdmissionDenied',
      message: expect.stringContaining('exceeded quota: q'),
    });
  });
});

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
