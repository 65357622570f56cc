import { afterAll, describe, expect, test } from '@jest/globals';
import { AuthorizationV1Api, BatchV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import type { OrchestrationHandler } from 'durable-functions';
import { managedIdentity } from '../../emulator/azure/identity/principals.ts';
import { toRoleAssignment } from '../../emulator/azure/resource-manager/authorization/parse-role-assignments.ts';
import type { GivenPolicies } from '../../emulator/kubernetes/api-server/requests/admission-policies.ts';
import { dataActionOf } from '../../emulator/kubernetes/api-server/requests/data-action.ts';
import type { AccessRule, KubernetesFaults } from '../../emulator/scenarios/scenario.ts';
import type { AccessCheck, AccessRecord } from '../../emulator/seams/access-record.ts';
import { createActivities } from '../../shared/activities/create-activities.ts';
import { readKubernetesChecks } from '../../shared/activities/preflight/read-kubernetes-checks.ts';
import { readWithin } from '../../shared/activities/preflight/read-within.ts';
import { buildNamespace, buildPodPair, type PodPairOptions } from '../../shared/isolation/build-pod-pair.ts';
import { podPairNames } from '../../shared/isolation/pod-pair-names.ts';
import { createKubernetesAdapters } from '../../shared/kubernetes/create-kubernetes-adapters.ts';
import type { Ports } from '../../shared/ports/ports.ts';
import { proveCluster } from '../../shared/workflow/runs/prove-cluster.ts';
import { proveNode } from '../../shared/workflow/runs/prove-node.ts';
import { proveNodeChunk } from '../../shared/workflow/runs/prove-node-chunk.ts';
import { hangMs, pause } from '../support/eventually.ts';
import { createInProcessHub } from '../support/functions-host/in-process-hub.ts';
import { clusterFacts, orderOf, unasked } from '../support/kubernetes/cluster-table.ts';
import {
  cluster,
  clusterId,
  kataPool,
  nonce,
  patiently,
  readyNodes,
  startEmulatedCluster,
} from '../support/kubernetes/emulated-cluster.ts';
import { anyIdentity, overlays, readAccess, readKustomization, rightsOf } from '../support/kubernetes/read-access.ts';
import { watchFor } from '../support/kubernetes/watch-for.ts';
import { assign, readRole } from '../support/roles/read-roles.ts';
import { newVerification, runId, worldOptions } from '../support/runs/node-world.ts';
import { createMemoryInProcess } from '../support/storage/memory-in-process.ts';

const everywhere = `${overlays}/whole-cluster`;
const inNamespace = `${overlays}/in-namespace`;
const ourNamespace = 'kataproof';
const [past, now, future] = ['2026-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z', '2036-01-01T00:00:00.000Z'];

const ends: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(ends.map((end) => end())));

/** What our identity is given in a cluster: rules of Kubernetes' RBAC, or roles in Azure. */
type Given = ({ rules: AccessRule[] } | { roles: ReturnType<typeof assign>[] }) & { policies?: GivenPolicies };

/** An emulated cluster in which our token may do what it is given. */
async function open(given: Given, faults: KubernetesFaults = {}) {
  const emulated =
    'rules' in given
      ? await startEmulatedCluster({ ...faults, access: given.rules }, {}, null, given.policies)
      : await startEmulatedCluster(faults, {}, given.roles.map(toRoleAssignment), given.policies);
  ends.push(emulated.stop);
  const dependencies = {
    connections: { openConnection: async () => emulated.connection },
    readEventsEveryMs: 30,
    now: Date.now,
  };
  const refused = () => emulated.clusters.requestsOf(clusterId).filter(({ code }) => code === 403);
  return { ...emulated, ...createKubernetesAdapters(dependencies), refused };
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

/** The rights that were made use of, each by itself and sorted. */
function used(by: AccessCheck['by'], ...records: AccessRecord[]): string[] {
  const checks = records.flatMap((record) => record.checks()).filter((check) => check.by === by && check.allowed);
  return [...new Set(checks.map(({ operation }) => operation))].sort();
}

/** Everything that is done in a cluster, with each refusal; `namespace` is where runs are, if its owners made one. */
async function doEverything(given: Given, namespace: string | null) {
  const opened = await open(given);
  const place = namespace ?? 'kataproof-of-a-run';
  makeNamespace(opened, place);
  const run = await verify(opened, namespace);
  await checkBeforehand(opened, namespace);
  expect(run).toMatchObject({ status: 'done', verdict: 'isolated' });
  // A provisioning waits for the class, and a second try finds the Job of the first.
  await opened.verification.listRuntimeClasses(cluster);
  const job = buildPodPair(pairOf(place)).ordinary;
  for (const created of [true, false])
    expect(await opened.verification.ensureJob(cluster, job)).toMatchObject({ created });
  leave(opened, place);
  if (namespace === null) {
    await patiently(() => opened.workloads.inspectWorkloads(cluster));
    const expired = buildNamespace({ name: 'expired', runId: 'run-9', expiresAt: past });
    for (const _ of ['made', 'found']) await opened.verification.ensureNamespace(cluster, expired);
  }
  const swept = await patiently(() => opened.verification.removeExpired(cluster, now, namespace));
  expect(swept).toEqual({
    removed: [...(namespace ? [] : ['namespaces/expired']), `jobs/${place}/left`, `pods/${place}/orphan`],
    problems: [],
  });
  const failing = await watchFailingPair(given, place);
  const records = [opened.access, failing.access];
  const writes = records.flatMap((record) => record.writes());
  expect(writes.length).toBeGreaterThan(5);
  expect(writes.filter(({ labels }) => labels['app.kubernetes.io/managed-by'] !== 'kataproof')).toEqual([]);
  return { records, refused: [...opened.refused(), ...failing.refused()] };
}

/** What is asked before a run. Only the room of nodes needs to see the whole cluster. */
async function checkBeforehand({ trials }: Opened, namespace: string | null): Promise<void> {
  const order = orderOf({ order: { pool: null, poolName: 'kata' }, options: { namespace } });
  const ports = { trials, subscriptions: unasked, read: readWithin };
  const checks = await readKubernetesChecks(ports, order, Promise.resolve({ ok: true, value: clusterFacts }));
  const bad = checks.filter(({ outcome }) => outcome !== 'passed').map(({ name, outcome }) => `${name}: ${outcome}`);
  expect(bad).toEqual(namespace === null ? [] : ['node-room: could-not-check']);
}

/** A pair that does not start, whose events are read to say why. */
async function watchFailingPair(given: Given, namespace: string): Promise<Opened> {
  const opened = await open(given, { imagePullFails: true });
  makeNamespace(opened, namespace);
  const { verification } = opened;
  const [node] = await readyNodes(opened.adapter);
  const options = { ...pairOf(namespace), nodeName: node?.name ?? '', toleratedTaints: node?.taints ?? [] };
  const jobs = buildPodPair(options);
  const ordinary = (await verification.ensureJob(cluster, jobs.ordinary)).uid;
  const sandboxed = (await verification.ensureJob(cluster, jobs.sandboxed)).uid;
  const { names } = options;
  const pair = { names, nodeName: options.nodeName, nonce, jobs, uids: { ordinary, sandboxed }, runtimeClass: null };
  const { pair: seen } = await verification.watchPodPair(cluster, pair, { ...watchFor(hangMs), told: [] });
  expect(JSON.stringify(seen)).toMatch(/pull/i);
  return opened;
}

function makeNamespace({ store }: Opened, name: string): void {
  if (!store?.read('namespaces', null, name))
    store?.create('namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kataproof' } },
    });
}

const pairOf = (namespace: string): PodPairOptions => ({
  ...{ runId, nonce, nodeName: 'none', image: 'probe:1', runtimeClassName: 'kata-vm-isolation', toleratedTaints: [] },
  names: podPairNames({ runId, nodeName: 'none', sequence: '9-' }, namespace),
  ...{ activeDeadlineSeconds: 3000, ttlSecondsAfterFinished: 6000, expiresAt: future },
});

describe('the rights in a cluster are enough for everything that is done there, and none is left over', () => {
  test("by Kubernetes' RBAC, where each run has a namespace", async () => {
    const rules = readAccess(everywhere);
    const { records, refused } = await doEverything({ rules }, null);
    expect(refused).toEqual([]);
    expect(used('kubernetes-rbac', ...records)).toEqual(rightsOf(rules));
  });

  test("by Kubernetes' RBAC, in the one namespace that the owners have made", async () => {
    const rules = readAccess(inNamespace);
    const { records, refused } = await doEverything({ rules }, ourNamespace);
    expect(placesOf(refused)).toEqual(asksForAll);
    expect(used('kubernetes-rbac', ...records)).toEqual(rightsOf(rules));
  });

  test('by Azure RBAC, where each run has a namespace', async () => {
    const roles = [assign('kubernetes', clusterId)];
    const { records, refused } = await doEverything({ roles }, null);
    expect(refused).toEqual([]);
    expect(used('azure-rbac', ...records)).toEqual([...readRole('kubernetes').DataActions].sort());
  });

  test('by Azure RBAC, in the one namespace that the owners have made', async () => {
    const inOurs = assign('kubernetes-namespace', `${clusterId}/namespaces/${ourNamespace}`);
    const { records, refused } = await doEverything(
      { roles: [assign('kubernetes-nodes', clusterId), inOurs] },
      ourNamespace,
    );
    expect(placesOf(refused)).toEqual(asksForAll);
    const all = [readRole('kubernetes-nodes'), readRole('kubernetes-namespace')].flatMap(
      ({ DataActions }) => DataActions,
    );
    expect(used('azure-rbac', ...records)).toEqual(all.sort());
  });

  /** The sweep asks for the whole cluster first, and then for the one namespace. */
  const asksForAll = ['/api/v1/namespaces', '/api/v1/pods', '/apis/batch/v1/jobs'];
  const placesOf = (requests: readonly { url: string }[]) =>
    [...new Set(requests.map(({ url }) => new URL(url, 'https://kubernetes').pathname))].sort();
});

describe('the policy own-objects-only', () => {
  /** As its reader fills it in: AKS calls a managed identity by its object id. */
  const policies = readKustomization('infra/kubernetes/own-objects-only').map((manifest) =>
    JSON.parse(JSON.stringify(manifest).replace(anyIdentity, managedIdentity.objectId)),
  ) as GivenPolicies;
  const given = { roles: [assign('kubernetes', clusterId)], policies };

  test('lets everything happen that is done in a cluster', async () => {
    const { refused } = await doEverything(given, null);
    expect(refused).toEqual([]);
  });

  test('keeps whoever has our rights from everything else that they allow', async () => {
    const opened = await open(given);
    const { store } = opened;
    const { core, batch } = await clientsOf(opened);
    const ours = { 'app.kubernetes.io/managed-by': 'kataproof' };
    const restricted = { ...ours, 'pod-security.kubernetes.io/enforce': 'restricted' };
    const job = (labels: Record<string, string>) => ({
      metadata: { name: 'j', labels },
      spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i:1' }] } } },
    });
    const denied = async (act: Promise<unknown>, message: string) =>
      await expect(act).rejects.toMatchObject({
        code: 403,
        body: expect.stringContaining(
          `ValidatingAdmissionPolicy 'kataproof-own-objects-only' with binding 'kataproof-own-objects-only' denied request: ${message}`,
        ),
      });
    store?.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'others' } });
    await denied(
      core.createNamespace({ body: { metadata: { name: 'n' } } }),
      'Kataproof writes only objects with its own',
    );
    await denied(
      core.createNamespace({ body: { metadata: { name: 'n', labels: ours } } }),
      'Kataproof makes only namespaces that admit',
    );
    await denied(
      batch.createNamespacedJob({ namespace: 'default', body: job(ours) }),
      'Kataproof makes Jobs only in namespaces of its own',
    );
    // A trial makes nothing.
    await batch.createNamespacedJob({ namespace: 'default', body: job(ours), dryRun: 'All' });
    await core.createNamespace({ body: { metadata: { name: 'n', labels: restricted } } });
    await denied(
      batch.createNamespacedJob({ namespace: 'n', body: job({}) }),
      'Kataproof writes only objects with its own label',
    );
    await denied(core.deleteNamespace({ name: 'others' }), 'Kataproof writes only objects with its own label');
    const podsOfOthers = {
      metadata: { name: 'p', namespace: 'default' },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    };
    store?.create('pods', { apiVersion: 'v1', kind: 'Pod', ...podsOfOthers });
    await denied(
      core.deleteNamespacedPod({ namespace: 'default', name: 'p' }),
      'Kataproof writes only objects with its own label',
    );
    const relabelled = { metadata: { name: 'n', labels: { ...restricted, more: 'x' } } };
    await denied(core.replaceNamespace({ name: 'n', body: relabelled }), 'Kataproof changes no object');
  });
});

/** What somebody could do with our token. */
async function clientsOf({ connection }: Opened) {
  const config = new KubeConfig();
  const { server, certificateAuthorityData: caData, readToken } = connection;
  config.loadFromClusterAndUser(
    { name: 'c', server, caData, skipTLSVerify: false },
    { name: 'u', token: await readToken() },
  );
  return { core: config.makeApiClient(CoreV1Api), batch: config.makeApiClient(BatchV1Api) };
}

describe('a cluster with Azure RBAC', () => {
  test('refuses what no role grants in the words of AKS, and says so in a review', async () => {
    const { adapter } = await open({ roles: [assign('kubernetes-namespace', `${clusterId}/namespaces/other`)] });
    await expect(adapter.listNodes(cluster, null)).rejects.toMatchObject({
      code: 'Forbidden',
      message: expect.stringMatching(
        /nodes is forbidden: User "[0-9a-f-]{36}" cannot list resource "nodes" in API group "" at the cluster scope: User does not have access to the resource in Azure\. Update role assignment to allow access\./,
      ),
    });
  });

  test('asks for the right of the resource where a subresource is asked for, and of its own for exec', () => {
    const of = (verb: string, resource: string, group = '') => dataActionOf({ verb, resource, group, namespace: 'n' });
    const prefix = 'Microsoft.ContainerService/managedClusters';
    expect(of('get', 'pods/log')).toBe(`${prefix}/pods/read`);
    expect(of('create', 'pods/exec')).toBe(`${prefix}/pods/exec/action`);
    expect(of('patch', 'jobs', 'batch')).toBe(`${prefix}/batch/jobs/write`);
    expect(of('deletecollection', 'pods')).toBe(`${prefix}/pods/delete`);
    expect(of('impersonate', 'users')).toBe(`${prefix}/users/impersonate/action`);
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
      const opened = await open({ rules: without(right) });
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
    const opened = await open({ rules: without('delete jobs') });
    leave(opened, 'default');
    const { removed, problems } = await patiently(() => opened.verification.removeExpired(cluster, now, null));
    expect(removed).toEqual(['pods/default/orphan']);
    expect(problems).toEqual([expect.stringMatching(/jobs\.batch "left" is forbidden: .* cannot delete/)]);
  });

  test('fails when it may list nothing at all', async () => {
    const opened = await open({ rules: [] });
    await expect(opened.verification.removeExpired(cluster, now, 'kataproof')).rejects.toMatchObject({
      code: 'Forbidden',
    });
  });

  test('leaves alone what has not expired', async () => {
    const opened = await open({ rules: readAccess(everywhere) });
    const namespace = { name: 'fresh', runId: 'run-9', expiresAt: future };
    await opened.verification.ensureNamespace(cluster, buildNamespace(namespace));
    expect(await opened.verification.removeExpired(cluster, now, null)).toEqual({ removed: [], problems: [] });
  });
});

test('an access review answers what the rules say', async () => {
  const { connection } = await open({ rules: readAccess(everywhere) });
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
  expect([await ask('list', 'pods'), await ask('update', 'pods'), await ask('get', 'secrets')]).toEqual([
    true,
    false,
    false,
  ]);
  await expect(config.makeApiClient(CoreV1Api).listConfigMapForAllNamespaces()).rejects.toMatchObject({ code: 403 });
});
