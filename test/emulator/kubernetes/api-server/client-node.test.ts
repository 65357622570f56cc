import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ApiException,
  BatchV1Api,
  CoreV1Api,
  Exec,
  KubernetesObjectApi,
  Log,
  makeInformer,
  NodeV1Api,
  PatchStrategy,
  setHeaderOptions,
  type V1Pod,
  type V1Status,
  Watch,
} from '@kubernetes/client-node';
import { startTestCluster, type TestCluster } from './start-cluster.ts';

let cluster: TestCluster;
let core: CoreV1Api;

beforeAll(async () => {
  cluster = await startTestCluster();
  core = cluster.kubeConfig.makeApiClient(CoreV1Api);
});
afterAll(() => cluster.stop());

const namespace = 'default';
const podBody = (name: string, more: Partial<V1Pod> = {}): V1Pod => ({
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'busybox' }] },
  ...more,
});
const codeOf = async (call: Promise<unknown>): Promise<{ code: number; message: string }> => {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiException) {
      const body = typeof error.body === 'string' ? (JSON.parse(error.body) as { message: string }) : error.body;
      return { code: error.code, message: body?.message ?? '' };
    }
    throw error;
  }
  throw new Error('the call succeeded');
};

describe('through @kubernetes/client-node', () => {
  test('objects are created, read, listed, replaced, patched and deleted', async () => {
    const created = await core.createNamespacedPod({ namespace, body: podBody('life') });
    expect(created.metadata?.uid).toBeDefined();
    const read = await core.readNamespacedPod({ namespace, name: 'life' });
    expect(read.metadata?.uid).toBe(created.metadata?.uid);
    expect(read.metadata?.creationTimestamp).toBeInstanceOf(Date);
    const list = await core.listNamespacedPod({ namespace, fieldSelector: 'metadata.name=life' });
    expect(list.items).toHaveLength(1);
    read.metadata = { ...read.metadata, labels: { replaced: 'yes' } };
    await core.replaceNamespacedPod({ namespace, name: 'life', body: read });
    const stale = await codeOf(core.replaceNamespacedPod({ namespace, name: 'life', body: created }));
    expect(stale).toEqual({
      code: 409,
      message:
        'Operation cannot be fulfilled on pods "life": the object has been modified; please apply your changes to the latest version and try again',
    });
    const patched = await core.patchNamespacedPod(
      { namespace, name: 'life', body: { metadata: { labels: { merged: 'yes' } } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    expect(patched.metadata?.labels).toEqual({ replaced: 'yes', merged: 'yes' });
    const byOperations = [{ op: 'remove', path: '/metadata/labels/replaced' }];
    const operated = await core.patchNamespacedPod({ namespace, name: 'life', body: byOperations });
    expect(operated.metadata?.labels).toEqual({ merged: 'yes' });
    await core.deleteNamespacedPod({ namespace, name: 'life' });
    expect(await codeOf(core.readNamespacedPod({ namespace, name: 'life' }))).toEqual({
      code: 404,
      message: 'pods "life" not found',
    });
  });

  test('a namespace goes when its controller lets go', async () => {
    await core.createNamespace({ body: { metadata: { name: 'short' } } });
    await core.deleteNamespace({ name: 'short' });
    expect((await codeOf(core.readNamespace({ name: 'short' }))).code).toBe(404);
  });

  test('jobs and runtime classes are served in their own groups', async () => {
    const batch = cluster.kubeConfig.makeApiClient(BatchV1Api);
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] } };
    await batch.createNamespacedJob({ namespace, body: { metadata: { generateName: 'j-' }, spec: { template } } });
    const jobs = await batch.listNamespacedJob({ namespace });
    expect(jobs.items[0]?.metadata?.name).toMatch(/^j-\w{5}$/);
    const node = cluster.kubeConfig.makeApiClient(NodeV1Api);
    await node.createRuntimeClass({ body: { metadata: { name: 'kata-vm-isolation' }, handler: 'kata' } });
    expect((await node.readRuntimeClass({ name: 'kata-vm-isolation' })).handler).toBe('kata');
  });

  test('a dry run answers what would be and stores nothing', async () => {
    const shown = await core.createNamespacedPod({ namespace, body: podBody('never'), dryRun: 'All' });
    expect(shown.metadata?.uid).toBeDefined();
    expect((await codeOf(core.readNamespacedPod({ namespace, name: 'never' }))).code).toBe(404);
  });

  test('a watch sees additions, changes and deletions after its position', async () => {
    const start = await core.listNamespacedPod({ namespace });
    const events: string[] = [];
    const seen = Promise.withResolvers<void>();
    const watch = new Watch(cluster.kubeConfig);
    const controller = await watch.watch(
      `/api/v1/namespaces/${namespace}/pods`,
      { resourceVersion: start.metadata?.resourceVersion, fieldSelector: 'metadata.name=watched' },
      (type: string, pod: V1Pod) => {
        events.push(`${type} ${pod.metadata?.name}`);
        if (type === 'DELETED') seen.resolve();
      },
      () => {},
    );
    await core.createNamespacedPod({ namespace, body: podBody('watched') });
    await core.createNamespacedPod({ namespace, body: podBody('unwatched') });
    cluster.store.update('pods', namespace, 'watched', (pod) => {
      pod['status'] = { phase: 'Running' };
    });
    await core.deleteNamespacedPod({ namespace, name: 'watched' });
    await seen.promise;
    controller.abort();
    expect(events).toEqual(['ADDED watched', 'MODIFIED watched', 'MODIFIED watched', 'DELETED watched']);
  });

  test('an informer lists, then follows', async () => {
    const list = () => core.listNamespacedPod({ namespace, labelSelector: 'informed=yes' });
    const informer = makeInformer(
      cluster.kubeConfig,
      `/api/v1/namespaces/${namespace}/pods`,
      list,
      'informed in (yes)',
    );
    const labelled = { labels: { informed: 'yes' } };
    await core.createNamespacedPod({
      namespace,
      body: podBody('before', { metadata: { name: 'before', ...labelled } }),
    });
    const added: string[] = [];
    const both = Promise.withResolvers<void>();
    informer.on('add', (pod) => {
      added.push(pod.metadata?.name ?? '');
      if (added.length === 2) both.resolve();
    });
    informer.on('error', (error: Error) => both.reject(error));
    await informer.start();
    await core.createNamespacedPod({ namespace, body: podBody('after', { metadata: { name: 'after', ...labelled } }) });
    await both.promise;
    await informer.stop();
    expect(added).toEqual(['before', 'after']);
  });

  test('server-side apply creates, merges, and refuses what another manager owns', async () => {
    const objects = KubernetesObjectApi.makeApiClient(cluster.kubeConfig);
    const applied = (data: Record<string, string>) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'applied', namespace },
      data,
    });
    const apply = (manager: string, data: Record<string, string>, force = false) =>
      objects.patch(applied(data), undefined, undefined, manager, force, PatchStrategy.ServerSideApply);
    await apply('a', { one: '1', two: '2' });
    await apply('b', { three: '3' });
    const dropped = await apply('a', { one: '1' });
    expect((dropped as { data?: unknown }).data).toEqual({ one: '1', three: '3' });
    expect(await codeOf(apply('b', { one: 'other', three: '3' }))).toEqual({
      code: 409,
      message: 'Apply failed with 1 conflict: conflict with "a": .data.one',
    });
    const forced = await apply('b', { one: 'other', three: '3' }, true);
    expect((forced as { data?: unknown }).data).toEqual({ one: 'other', three: '3' });
  });

  test('logs are read whole, by their end, and followed', async () => {
    await core.createNamespacedPod({ namespace, body: podBody('talks') });
    expect(await core.readNamespacedPodLog({ namespace, name: 'talks' })).toBe('one\ntwo\nthree of talks/main\n');
    const tail = { namespace, name: 'talks', tailLines: 2, limitBytes: 6 };
    expect(await core.readNamespacedPodLog(tail)).toBe('two\nth');
    const followed = new PassThrough();
    await new Log(cluster.kubeConfig).log(namespace, 'talks', 'main', followed, { follow: true, tailLines: 1 });
    expect(await text(followed)).toBe('three of talks/main\nfour\n');
    expect(await codeOf(core.readNamespacedPodLog({ namespace, name: 'talks', container: 'other' }))).toEqual({
      code: 400,
      message: 'container other is not valid for pod talks',
    });
  });
});

describe('exec through @kubernetes/client-node', () => {
  async function run(
    command: string[],
    stdin: Readable | null = null,
  ): Promise<{ out: string; err: string; status: V1Status }> {
    const [out, err] = [new PassThrough(), new PassThrough()];
    const status = Promise.withResolvers<V1Status>();
    const exec = new Exec(cluster.kubeConfig);
    await exec.exec(namespace, 'runs', 'main', command, out, err, stdin, false, status.resolve);
    const [outText, errText, ended] = await Promise.all([text(out), text(err), status.promise]);
    return { out: outText, err: errText, status: ended };
  }
  beforeAll(async () => {
    await core.createNamespacedPod({ namespace, body: podBody('runs') });
  });

  test('gives output and Success', async () => {
    const { out, status } = await run(['echo', 'a kernel']);
    expect(out).toBe('a kernel\n');
    expect(status.status).toBe('Success');
  });

  test('gives the exit code of a command that failed', async () => {
    const { err, status } = await run(['fail', '7']);
    expect(err).toBe('failing as asked\n');
    expect(status).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '7' }] },
    });
  });

  test('passes stdin and its end', async () => {
    const { out } = await run(['cat'], Readable.from(['typed ', 'words']));
    expect(out).toBe('typed words');
  });

  test('reports a runtime that fails on the status channel', async () => {
    const { status } = await run(['broken']);
    expect(status).toMatchObject({ status: 'Failure', message: 'the container runtime is not there' });
  });

  test('is refused before the upgrade when the pod does not exist', async () => {
    const exec = new Exec(cluster.kubeConfig);
    const call = exec.exec(namespace, 'nobody', 'main', ['echo'], new PassThrough(), null, null, false);
    await expect(call).rejects.toMatchObject({ message: expect.stringContaining('404') });
  });
});
