import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Reply, type RequestOptions, sendRequest } from './send-request.ts';
import { startTestCluster, type TestCluster } from './start-cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
});
afterAll(() => cluster.stop());

const send = (method: string, path: string, options?: RequestOptions): Promise<Reply> =>
  sendRequest(cluster, method, path, options);
const jobs = '/apis/batch/v1/namespaces/default/jobs';
const pods = '/api/v1/namespaces/default/pods';
const container = { name: 'main', image: 'busybox' };

async function makeJob(name: string): Promise<Reply> {
  const template = { metadata: { labels: { app: 'x' } }, spec: { restartPolicy: 'Never', containers: [container] } };
  return send('POST', jobs, { body: { metadata: { name }, spec: { template } } });
}

async function makeRunningPod(name: string): Promise<void> {
  await send('POST', pods, {
    body: { metadata: { name }, spec: { nodeName: 'n', terminationGracePeriodSeconds: 40, containers: [container] } },
  });
  cluster.store.update('pods', 'default', name, (pod) => {
    pod['status'] = { phase: 'Running' };
  });
}

describe('a Job', () => {
  test('is answered with its selector and with the labels of its pods', async () => {
    const { code, body } = await makeJob('answered');
    expect(code).toBe(201);
    const { uid } = body.metadata;
    expect(body.spec.selector).toEqual({ matchLabels: { 'batch.kubernetes.io/controller-uid': uid } });
    expect(body.spec.template.metadata.labels).toEqual({
      app: 'x',
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': 'answered',
      'controller-uid': uid,
      'job-name': 'answered',
    });
  });

  test('deleted by a client that says nothing of its pods orphans them, with a warning', async () => {
    await makeJob('careless');
    const { code, body, headers } = await send('DELETE', `${jobs}/careless`);
    expect([code, body.kind, body.metadata.finalizers]).toEqual([200, 'Job', ['orphan']]);
    expect(body.metadata).toMatchObject({ deletionTimestamp: expect.any(String), generation: 2 });
    expect(headers['warning']).toContain('child pods are preserved by default when jobs are deleted');
  });

  test.each([
    ['?propagationPolicy=Orphan', undefined, ['orphan']],
    ['?propagationPolicy=Foreground', undefined, ['foregroundDeletion']],
    ['', { propagationPolicy: 'Foreground' }, ['foregroundDeletion']],
    ['?orphanDependents=true', undefined, ['orphan']],
    // With a body, the query says nothing.
    ['?propagationPolicy=Background', {}, ['orphan']],
    ['?propagationPolicy=Orphan', { propagationPolicy: 'Foreground' }, ['foregroundDeletion']],
  ])('deleted with %s and %j has the finalizers %j', async (query, body, finalizers) => {
    await makeJob('asked');
    const answer = await send('DELETE', `${jobs}/asked${query}`, { ...(body ? { body } : {}) });
    expect(answer.body.metadata.finalizers).toEqual(finalizers);
    cluster.store.remove('jobs', 'default', 'asked');
  });

  test('that nothing holds is answered with a Status, without a warning', async () => {
    await makeJob('plain');
    const answer = await send('DELETE', `${jobs}/plain`, { body: { propagationPolicy: 'Background' } });
    expect(answer.body).toMatchObject({ kind: 'Status', status: 'Success', details: { name: 'plain', kind: 'jobs' } });
    expect(answer.headers['warning']).toBeUndefined();
  });

  test('is accepted for a deletion that takes its time, when the old option asks for it', async () => {
    await makeJob('slow');
    await send('PATCH', `${jobs}/slow`, {
      contentType: 'application/merge-patch+json',
      body: { metadata: { finalizers: ['example.com/hold'] } },
    });
    expect((await send('DELETE', `${jobs}/slow`, { body: { orphanDependents: false } })).code).toBe(202);
  });

  test('of a collection is deleted in the same way', async () => {
    await makeJob('one');
    const { body, headers } = await send('DELETE', `${jobs}?fieldSelector=metadata.name=one`);
    expect(body.items[0].metadata.finalizers).toEqual(['orphan']);
    expect(headers['warning']).toContain('child pods are preserved');
  });
});

describe('a pod', () => {
  test('is answered as its deletion leaves it: in its grace, or gone', async () => {
    await makeRunningPod('running');
    const { body } = await send('DELETE', `${pods}/running`);
    expect(body.metadata).toMatchObject({ deletionGracePeriodSeconds: 40, generation: 2 });
    expect(Date.parse(body.metadata.deletionTimestamp) - Date.now()).toBeGreaterThan(35_000);
    await send('POST', pods, { body: { metadata: { name: 'pending' }, spec: { containers: [container] } } });
    const gone = await send('DELETE', `${pods}/pending`);
    expect(gone.body.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, generation: 2 });
    expect((await send('GET', `${pods}/pending`)).code).toBe(404);
  });

  test('that a dry run deletes is answered in the same way and stays', async () => {
    await makeRunningPod('dry');
    const { body } = await send('DELETE', `${pods}/dry?dryRun=All`);
    expect(body.metadata.deletionGracePeriodSeconds).toBe(40);
    expect((await send('GET', `${pods}/dry`)).body.metadata.deletionTimestamp).toBeUndefined();
  });
});
