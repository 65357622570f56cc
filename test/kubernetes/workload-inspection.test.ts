import { afterEach, describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../emulator/kubernetes/api/seams.ts';
import { createKubernetesAdapters } from '../../shared/kubernetes/create-kubernetes-adapters.ts';
import { findNonCompliance } from '../../shared/workloads/rules/find-non-compliance.ts';
import { failureOf } from '../support/failure-of.ts';
import { cluster, patiently, readyNodes, startEmulatedCluster } from '../support/kubernetes/emulated-cluster.ts';
import {
  json,
  type ScriptedApiServer,
  startScriptedApiServer,
  status,
} from '../support/kubernetes/scripted-api-server.ts';
import { policy } from '../support/samples/sample-facts.ts';

type Emulated = Awaited<ReturnType<typeof startEmulatedCluster>>;
let emulated: Emulated | undefined;
let scripted: ScriptedApiServer | undefined;
afterEach(async () => {
  await emulated?.stop();
  await scripted?.close();
  [emulated, scripted] = [undefined, undefined];
});

async function startInspected() {
  emulated = await startEmulatedCluster();
  const { connection, adapter, store } = emulated;
  let opened = 0;
  const openConnection = async () => {
    opened++;
    return connection;
  };
  const adapters = createKubernetesAdapters({ connections: { openConnection }, now: Date.now });
  await readyNodes(adapter);
  return { ...adapters, store: store as NonNullable<typeof store>, opened: () => opened };
}

const manifest = (name: string, spec: object, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'payments', ...metadata },
  spec: { containers: [{ name: 'main', image: 'registry.example/api:1' }], ...spec },
});

/** Every cluster has AKS's own pods too. */
const withoutSystem = <Pod extends { namespace: string }>(pods: Pod[]) =>
  pods.filter(({ namespace }) => namespace !== 'kube-system');

const replicaSet = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'api-5d9', uid: 'u', controller: true };

describe('a look at what runs in a cluster', () => {
  test('tells what the rules need, and nothing of environment or secrets', async () => {
    const { workloads, store } = await startInspected();
    const labels = { isolation: 'required' };
    store.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'payments', labels } });
    const spec = {
      runtimeClassName: 'kata-vm-isolation',
      hostNetwork: true,
      hostPID: true,
      hostIPC: true,
      nodeName: 'somewhere',
      volumes: [
        { name: 'logs', hostPath: { path: '/var/log' } },
        { name: 'token', secret: { secretName: 'database-password' } },
      ],
      initContainers: [
        { name: 'first', image: 'registry.example/init:1', volumeDevices: [{ name: 'disk', devicePath: '/dev/xvda' }] },
      ],
      containers: [
        {
          name: 'main',
          image: 'registry.example/api:1',
          env: [{ name: 'PASSWORD', value: 'swordfish' }],
          securityContext: { privileged: true },
          volumeMounts: [{ name: 'logs', mountPath: '/logs', subPath: 'api' }],
          resources: { limits: { cpu: '1', 'nvidia.com/gpu': '1' } },
        },
      ],
    };
    store.create(
      'pods',
      manifest('api-5d9-x', spec, {
        labels: { 'pod-template-hash': '5d9' },
        annotations: { note: 'swordfish' },
        ownerReferences: [{ ...replicaSet, controller: false, name: 'other' }, replicaSet],
      }),
    );
    const seen = await patiently(() => workloads.inspectWorkloads(cluster));
    expect(withoutSystem(seen.pods)).toEqual([
      {
        namespace: 'payments',
        name: 'api-5d9-x',
        labels: { 'pod-template-hash': '5d9' },
        controller: { kind: 'ReplicaSet', name: 'api-5d9' },
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        finished: expect.any(Boolean),
        nodeName: 'somewhere',
        runtimeClassName: 'kata-vm-isolation',
        hostNetwork: true,
        hostPid: true,
        hostIpc: true,
        hostPaths: ['/var/log'],
        privilegedContainers: ['main'],
        devices: ['/dev/xvda', 'nvidia.com/gpu'],
        subPathContainers: ['main'],
        containers: [
          { name: 'first', role: 'init', limits: { memoryBytes: null, milliCpu: null } },
          { name: 'main', role: 'main', limits: { memoryBytes: null, milliCpu: 1000 } },
        ],
        podLimits: { memoryBytes: null, milliCpu: null },
        overhead: null,
        ownUserNamespace: false,
        sharedEmptyDirs: [],
        nodeSelector: {},
        nodeAffinity: [],
        admitted: true,
      },
    ]);
    expect(JSON.stringify(seen)).not.toMatch(/swordfish|database-password/);
    expect(seen.runtimeClasses).toContainEqual({
      name: 'kata-vm-isolation',
      handler: 'kata',
      nodeSelector: { 'kubernetes.azure.com/kata-vm-isolation': 'true' },
      overhead: { memoryBytes: 600 * 1024 * 1024, milliCpu: null },
    });
    expect(seen.namespaces.find(({ name }) => name === 'payments')).toMatchObject({ labels });
    expect(seen.nodes).toEqual([
      {
        name: expect.stringMatching(/^aks-kata-/),
        poolName: 'kata',
        kataLabels: ['kubernetes.azure.com/kata-vm-isolation'],
        runtimeHandlers: expect.arrayContaining(['runc', 'kata']),
        nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
        quarantined: false,
      },
    ]);
  });

  test('is enough to find what does not comply', async () => {
    const { workloads, store } = await startInspected();
    const labels = { isolation: 'required' };
    store.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'payments', labels } });
    store.create('runtimeclasses', {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: 'kata-like' },
      handler: 'runc',
    });
    store.create('pods', manifest('lone', {}));
    store.create('pods', manifest('misled', { runtimeClassName: 'kata-like' }));
    store.create('pods', manifest('fine', { runtimeClassName: 'kata-vm-isolation' }));
    const facts = await patiently(() => workloads.inspectWorkloads(cluster));
    const found = findNonCompliance({ azure: null, workloads: facts, at: new Date().toISOString() }, policy);
    expect(
      found.filter(({ severity }) => severity !== 'info').map(({ rule, subject }) => `${rule} ${subject}`),
    ).toEqual([
      'pod-sandbox-in-name-only payments/Pod/misled',
      'pod-not-sandboxed payments/Pod/lone',
      'pod-not-sandboxed payments/Pod/misled',
      'class-sandbox-in-name-only RuntimeClass/kata-like',
      'sandbox-limits-missing payments/Pod/fine',
    ]);
  });

  test('reads clusters of any size in pages', async () => {
    const { workloads, store } = await startInspected();
    for (let n = 0; n < 1001; n++) store.create('pods', manifest(`p-${n}`, { nodeName: 'somewhere' }));
    const { pods } = await patiently(() => workloads.inspectWorkloads(cluster));
    expect(new Set(withoutSystem(pods).map(({ name }) => name)).size).toBe(1001);
    const asked = emulated?.clusters
      .requestsOf('/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks-1')
      .filter(({ url }) => url.startsWith('/api/v1/pods'));
    expect(asked).toHaveLength(3);
  });

  test('shares its connection with verification', async () => {
    const { workloads, verification, opened } = await startInspected();
    expect(await verification.checkReachable(cluster)).toBeDefined();
    expect(await workloads.inspectWorkloads(cluster)).toBeDefined();
    expect(opened()).toBe(1);
  });
});

describe('a look that fails', () => {
  const list = { apiVersion: 'v1', kind: 'List', metadata: {}, items: [] };

  async function inspect(failing: string, httpStatus: number, body: object) {
    scripted = await startScriptedApiServer();
    scripted.answer(({ url }, response) =>
      url.startsWith(failing) ? json(response, httpStatus, body) : json(response, 200, list),
    );
    const { connection } = scripted;
    const { workloads } = createKubernetesAdapters({
      connections: { openConnection: async () => connection },
      now: Date.now,
    });
    return workloads.inspectWorkloads(cluster);
  }

  test('is not taken for a cluster without RuntimeClasses', async () => {
    const message = 'runtimeclasses.node.k8s.io is forbidden: User "app" cannot list resource "runtimeclasses"';
    expect(
      await failureOf(inspect('/apis/node.k8s.io/v1/runtimeclasses', 403, status(403, 'Forbidden', message))),
    ).toMatchObject({
      code: 'Forbidden',
      retryable: true,
    });
  });

  test('may be tried again when its pages came too slowly', async () => {
    expect(await failureOf(inspect('/api/v1/pods', 410, status(410, 'Expired', 'too old')))).toMatchObject({
      code: 'Expired',
      retryable: true,
    });
  });
});
