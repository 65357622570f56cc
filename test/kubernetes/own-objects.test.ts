import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BatchV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { buildNamespace, buildPodPair } from '../../shared/isolation/build-pod-pair.ts';
import { podPairNames } from '../../shared/isolation/pod-pair-names.ts';
import { failureOf } from '../support/failure-of.ts';
import { cluster, patiently, readyNodes, startEmulatedCluster, until } from '../support/kubernetes/emulated-cluster.ts';

type Emulated = Awaited<ReturnType<typeof startEmulatedCluster>>;
let emulated: Emulated;
let strangers: { core: CoreV1Api; batch: BatchV1Api };

beforeAll(async () => {
  emulated = await startEmulatedCluster();
  await readyNodes(emulated.adapter);
  const config = new KubeConfig();
  const { server, certificateAuthorityData, readToken } = emulated.connection;
  config.loadFromClusterAndUser(
    { name: 'c', server, caData: certificateAuthorityData, skipTLSVerify: false },
    { name: 'u', token: await readToken() },
  );
  strangers = { core: config.makeApiClient(CoreV1Api), batch: config.makeApiClient(BatchV1Api) };
});
afterAll(() => emulated.stop());

const past = '2020-01-01T00:00:00.000Z';
const now = '2026-01-01T00:00:00.000Z';
const future = '2030-01-01T00:00:00.000Z';

function jobFor(runId: string, namespace: string, expiresAt = future) {
  const names = podPairNames({ runId, nodeName: 'a-node-that-is-not-there', sequence: '1-' }, namespace);
  const job = buildPodPair({
    runId,
    names,
    nodeName: 'a-node-that-is-not-there',
    nonce: 'n',
    image: 'mcr.microsoft.com/azurelinux/busybox:1.36',
    runtimeClassName: 'kata-vm-isolation',
    toleratedTaints: [],
    activeDeadlineSeconds: 30_000,
    ttlSecondsAfterFinished: 60_000,
    expiresAt,
  }).ordinary;
  return { job, names };
}

describe('creating', () => {
  test('a namespace twice in one run makes it once and says both times that it is ours', async () => {
    const { adapter } = emulated;
    const manifest = buildNamespace({ name: 'twice', runId: 'run-1', expiresAt: future });
    const made = await adapter.ensureNamespace(cluster, manifest);
    expect(made).toEqual({ created: true, uid: expect.any(String) });
    expect(await adapter.ensureNamespace(cluster, manifest)).toEqual(made);
    const ofAnotherRun = buildNamespace({ name: 'twice', runId: 'run-2', expiresAt: future });
    expect(await adapter.ensureNamespace(cluster, ofAnotherRun)).toEqual({ created: false, uid: null });
  });

  test('a Job twice makes it once', async () => {
    const { job } = jobFor('run-1', 'default');
    const { created, uid } = await emulated.adapter.ensureJob(cluster, job);
    expect({ created, uid }).toEqual({ created: true, uid: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await emulated.adapter.ensureJob(cluster, job)).toEqual({ created: false, uid });
  });

  test('a Job under the name of a stranger fails and changes nothing', async () => {
    const { job } = jobFor('run-3', 'default');
    const stranger = { ...job, metadata: { name: job.metadata?.name ?? '', labels: { app: 'theirs' } } };
    await strangers.batch.createNamespacedJob({ namespace: 'default', body: stranger });
    expect(await failureOf(emulated.adapter.ensureJob(cluster, job))).toMatchObject({
      code: 'NameTaken',
      retryable: false,
    });
  });

  test('in a namespace that is not there fails for good', async () => {
    const { job } = jobFor('run-4', 'nowhere');
    expect(await failureOf(emulated.adapter.ensureJob(cluster, job))).toMatchObject({
      code: 'NotFound',
      retryable: false,
    });
  });
});

describe('removing', () => {
  const remove = (name: string, runId: string) =>
    emulated.adapter.removeNamespace(cluster, { name, runId, uid: null, asked: false }, 0);

  test('leaves the Job of a stranger alone that has the name of ours', async () => {
    const { job, names } = jobFor('run-5', 'default');
    const stranger = { ...job, metadata: { name: job.metadata?.name ?? '' } };
    delete stranger.spec?.template.metadata;
    await strangers.batch.createNamespacedJob({ namespace: 'default', body: stranger });
    expect(await emulated.adapter.removePodPair(cluster, { names, uids: null }, true)).toEqual({ gone: true });
    expect(
      (await strangers.batch.readNamespacedJob({ namespace: 'default', name: names.ordinary })).metadata?.name,
    ).toBe(names.ordinary);
  });

  test('leaves a namespace alone that another run made', async () => {
    const manifest = buildNamespace({ name: 'of-run-6', runId: 'run-6', expiresAt: future });
    await emulated.adapter.ensureNamespace(cluster, manifest);
    expect(await failureOf(remove('of-run-6', 'run-7'))).toMatchObject({
      code: 'NotOurs',
      retryable: false,
    });
    expect((await strangers.core.readNamespace({ name: 'of-run-6' })).metadata?.deletionTimestamp).toBeUndefined();
  });

  test('of what was never there has nothing to do', async () => {
    const names = podPairNames({ runId: 'run-8', nodeName: 'n', sequence: '1-' }, 'nowhere');
    expect(await emulated.adapter.removePodPair(cluster, { names, uids: null }, true)).toEqual({ gone: true });
    expect(await remove('nowhere', 'run-8')).toEqual({ state: 'absent', found: false });
  });
});

describe('sweeping', () => {
  test('removes what of ours has expired, and nothing else', async () => {
    const { adapter, store } = emulated;
    await adapter.ensureNamespace(cluster, buildNamespace({ name: 'expired', runId: 'run-9', expiresAt: past }));
    await adapter.ensureNamespace(cluster, buildNamespace({ name: 'fresh', runId: 'run-9', expiresAt: future }));
    await strangers.core.createNamespace({
      body: { metadata: { name: 'strange', annotations: { 'kataproof.io/expires-at': past } } },
    });
    await adapter.ensureNamespace(cluster, buildNamespace({ name: 'undated', runId: 'run-9', expiresAt: 'some day' }));
    const inExpired = jobFor('run-10', 'expired', past);
    const inFresh = jobFor('run-11', 'fresh', past);
    const stays = jobFor('run-12', 'fresh', future);
    for (const { job } of [inExpired, inFresh, stays]) await patiently(() => adapter.ensureJob(cluster, job));

    const { removed, problems } = await patiently(() => adapter.removeExpired(cluster, now, null));
    expect(problems).toEqual([]);
    expect(removed).toEqual(['namespaces/expired', `jobs/fresh/${inFresh.names.ordinary}`]);
    const gone = async () =>
      store?.read('namespaces', null, 'expired') === undefined &&
      store?.read('jobs', 'fresh', inFresh.names.ordinary) === undefined;
    await until(gone, Boolean);
    const left = (store?.list('namespaces') ?? []).map(({ metadata }) => metadata.name);
    expect(left).toEqual(expect.arrayContaining(['fresh', 'strange', 'undated']));
    expect(store?.list('jobs', 'fresh').map(({ metadata }) => metadata.name)).toEqual([stays.names.ordinary]);
    expect(await patiently(() => adapter.removeExpired(cluster, now, null))).toEqual({ removed: [], problems: [] });
  });
});
