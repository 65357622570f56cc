import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { AuthorizationV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import type { OrchestrationHandler } from 'durable-functions';
import type { AccessRule, KubernetesFaults } from '../../emulator/scenarios/scenario.ts';
import { createActivities } from '../../shared/activities/create-activities.ts';
import { buildNamespace } from '../../shared/isolation/build-pod-pair.ts';
import { createKubernetesAdapters } from '../../shared/kubernetes/create-kubernetes-adapters.ts';
import type { Ports } from '../../shared/ports/ports.ts';
import { proveCluster } from '../../shared/workflow/runs/prove-cluster.ts';
import { proveNode } from '../../shared/workflow/runs/prove-node.ts';
import { proveNodeChunk } from '../../shared/workflow/runs/prove-node-chunk.ts';
import { pause } from '../support/eventually.ts';
import { createInProcessHub } from '../support/functions-host/in-process-hub.ts';
import {
  cluster,
  kataPool,
  patiently,
  readyNodes,
  startEmulatedCluster,
} from '../support/kubernetes/emulated-cluster.ts';
import { readAccess, rightsOf, rightsUsed } from '../support/kubernetes/read-access.ts';
import { newVerification, runId, worldOptions } from '../support/runs/node-world.ts';
import { createMemoryInProcess } from '../support/storage/memory-in-process.ts';

const everywhere = 'infra/kubernetes/access.yaml';
const inNamespace = 'infra/kubernetes/access-in-namespace.yaml';
const clusterId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks-1';
const [past, now, future] = ['2026-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z', '2036-01-01T00:00:00.000Z'];

const ends: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(ends.map((end) => end())));

/** An emulated cluster in which our token may do what the rules allow. */
async function open(access: AccessRule[], faults: KubernetesFaults = {}) {
  const emulated = await startEmulatedCluster({ ...faults, access });
  ends.push(emulated.stop);
  const dependencies = {
    connections: { openConnection: async () => emulated.connection },
    readEventsEveryMs: 30,
    now: Date.now,
  };
  const requests = () => emulated.clusters.requestsOf(clusterId);
  const refused = () => requests().filter(({ code }) => code === 403);
  return { ...emulated, ...createKubernetesAdapters(dependencies), requests, refused };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** Runs a whole verification, with storage in this process, and returns its record. */
async function verify(opened: Opened, namespace: string | null) {
  await readyNodes(opened.adapter);
  const memory = createMemoryInProcess(() => false);
  const state = { provisioningState: 'Succeeded', powerState: 'Running' };
  const pools = [{ ...state, name: 'kata', count: 1, workloadRuntime: 'KataVmIsolation', nodeTaints: kataPool.taints }];
  const readCluster = async () => ({ cluster: { ...state, nodeAutoProvisioning: false, pools } });
  const { verification } = opened;
  const ports = { ...memory.ports, verification, clusters: { readCluster } } as unknown as Ports;
  const hub = createInProcessHub({
    orchestrators: { proveCluster, proveNodeChunk, proveNode } as Record<string, OrchestrationHandler>,
    activities: createActivities(ports),
  });
  const options = { ...worldOptions, namespace, watchMs: 5_000 };
  await ports.records.createRun(newVerification(cluster, hub.now(), options));
  hub.client.start('proveCluster', runId, JSON.stringify({ runId, cluster, poolName: 'kata', options }));
  // Activities take real time here, so virtual time passes slowly beside them.
  while (['Pending', 'Running'].includes(hub.find(runId).status)) {
    await hub.advance(100);
    await pause(5);
  }
  return memory.kept.runs.get(runId);
}

/** Puts expired objects of ours into a namespace, as runs that died would leave them. */
function leave({ store }: Opened, namespace: string) {
  const metadata = (name: string) => ({
    ...{ name, namespace, labels: { 'app.kubernetes.io/managed-by': 'kataproof' } },
    annotations: { 'kataproof.io/expires-at': past },
  });
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'probe', image: 'probe' }] } };
  store?.create('jobs', { apiVersion: 'batch/v1', kind: 'Job', metadata: metadata('left'), spec: { template } });
  store?.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata: metadata('orphan'), spec: template.spec });
}

describe('the rights that the README names', () => {
  test('are enough for everything that is done in a cluster, and none is left over', async () => {
    const rules = readAccess(everywhere);
    const opened = await open(rules);
    const run = await verify(opened, null);
    expect(run).toMatchObject({ status: 'done', verdict: 'isolated', cleanupResult: { namespace: 'removed' } });
    await patiently(() => opened.workloads.inspectWorkloads(cluster));
    const namespace = { name: 'expired', runId: 'run-9', expiresAt: past };
    await opened.verification.ensureNamespace(cluster, buildNamespace(namespace));
    leave(opened, 'default');
    const swept = await patiently(() => opened.verification.removeExpired(cluster, now, null));
    expect(swept).toEqual({
      removed: ['namespaces/expired', 'jobs/default/left', 'pods/default/orphan'],
      problems: [],
    });
    expect(opened.refused()).toEqual([]);
    const [used, all] = [rightsUsed(opened.requests()), rightsOf(rules)];
    expect(used.filter((right) => !all.includes(right))).toEqual([]);
    // These serve pairs that do not start, or are made twice.
    const rare = ['get jobs', 'list events'];
    expect(all.filter((right) => !used.includes(right) && !rare.includes(right))).toEqual([]);
  });

  test('are enough in one namespace for runs and the sweep, where the owners have made it', async () => {
    const rules = readAccess(inNamespace);
    const opened = await open(rules);
    opened.store?.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kataproof' } });
    const run = await verify(opened, 'kataproof');
    expect(run).toMatchObject({ status: 'done', verdict: 'isolated' });
    expect(opened.refused()).toEqual([]);
    leave(opened, 'kataproof');
    const swept = await patiently(() => opened.verification.removeExpired(cluster, now, 'kataproof'));
    expect(swept).toEqual({ removed: ['jobs/kataproof/left', 'pods/kataproof/orphan'], problems: [] });
    // A provisioning waits for the class.
    await opened.verification.listRuntimeClasses(cluster);
    const [used, all] = [rightsUsed(opened.requests()), rightsOf(rules)];
    expect(used.filter((right) => !all.includes(right))).toEqual([]);
    // The others serve pairs that do not start, or are made twice, as in a whole cluster.
    const rare = ['get jobs', 'list events'];
    expect(all.filter((right) => !used.includes(right) && !rare.includes(right))).toEqual([]);
  });

  test('stand in files that the README leads to, and nowhere else', () => {
    const readme = readFileSync('README.md', 'utf8');
    for (const file of [everywhere, inNamespace]) expect(readme).toContain(`](${file})`);
    expect(readme).not.toMatch(/jobs get\/list/);
  });
});

describe('a sweep that may not do everything', () => {
  const without = (right: string, from = readAccess(everywhere)) =>
    from.map((rule) => ({
      ...rule,
      verbs: rule.verbs.filter((verb) => !rule.resources.map((r) => `${verb} ${r}`).includes(right)),
    }));

  test.each(['list namespaces', 'list jobs', 'list pods'])(
    'removes the rest without %s, and says so',
    async (right) => {
      const opened = await open(without(right));
      const namespace = { name: 'expired', runId: 'run-9', expiresAt: past };
      await opened.verification.ensureNamespace(cluster, buildNamespace(namespace));
      leave(opened, 'default');
      const swept = await patiently(() => opened.verification.removeExpired(cluster, now, null));
      const all = ['namespaces/expired', 'jobs/default/left', 'pods/default/orphan'];
      const resource = right.split(' ')[1] ?? '';
      expect(swept.removed).toEqual(all.filter((name) => !name.startsWith(resource)));
      expect(swept.problems).toEqual([expect.stringContaining(`cannot list resource "${resource}"`)]);
    },
  );

  test('tells of a removal that was refused beside one that was not', async () => {
    const opened = await open(without('delete jobs'));
    leave(opened, 'default');
    const { removed, problems } = await patiently(() => opened.verification.removeExpired(cluster, now, null));
    expect(removed).toEqual(['pods/default/orphan']);
    expect(problems).toEqual([expect.stringMatching(/jobs\.batch "left" is forbidden: .* cannot delete/)]);
  });

  test('fails when it may list nothing at all', async () => {
    const opened = await open([]);
    await expect(opened.verification.removeExpired(cluster, now, 'kataproof')).rejects.toMatchObject({
      code: 'Forbidden',
    });
  });

  test('leaves alone what has not expired', async () => {
    const opened = await open(readAccess(everywhere));
    const namespace = { name: 'fresh', runId: 'run-9', expiresAt: future };
    await opened.verification.ensureNamespace(cluster, buildNamespace(namespace));
    expect(await opened.verification.removeExpired(cluster, now, null)).toEqual({ removed: [], problems: [] });
  });
});

test('an access review answers what the rules say', async () => {
  const { connection } = await open(readAccess(everywhere));
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'c', server: connection.server, caData: connection.certificateAuthorityData }],
    users: [{ name: 'u', token: await connection.readToken() }],
    contexts: [{ name: 'c', cluster: 'c', user: 'u' }],
    currentContext: 'c',
  });
  const ask = async (verb: string, resource: string) => {
    const body = { spec: { resourceAttributes: { verb, resource, namespace: 'default' } } };
    return (await config.makeApiClient(AuthorizationV1Api).createSelfSubjectAccessReview({ body })).status?.allowed;
  };
  expect([await ask('list', 'pods'), await ask('create', 'pods'), await ask('get', 'secrets')]).toEqual([
    true,
    false,
    false,
  ]);
  await expect(config.makeApiClient(CoreV1Api).listConfigMapForAllNamespaces()).rejects.toMatchObject({ code: 403 });
});
