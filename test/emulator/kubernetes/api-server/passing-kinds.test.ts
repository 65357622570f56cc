import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Reply, sendRequest } from './send-request.ts';
import { startTestCluster, type TestCluster } from './start-cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
});
afterAll(() => cluster.stop());

const pods = '/api/v1/namespaces/default/pods';
const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const send = (method: string, path: string, body?: object): Promise<Reply> =>
  sendRequest(cluster, method, path, body === undefined ? {} : { body });
const made = (name: string) =>
  send('POST', pods, { metadata: { name }, spec: { nodeName: 'n', containers: [{ name: 'main', image: 'i:1' }] } });
const evict = (name: string, body: object, query = '') => send('POST', `${pods}/${name}/eviction${query}`, body);

describe('an eviction', () => {
  test('deletes its pod within its grace period, and says why it goes', async () => {
    await made('evicted');
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'evicted' } };
    const { code, body } = await evict('evicted', { ...eviction, deleteOptions: { gracePeriodSeconds: 7 } });
    expect([code, body]).toEqual([
      201,
      { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 },
    ]);
    const pod = cluster.store.read('pods', 'default', 'evicted');
    expect(pod?.metadata['deletionGracePeriodSeconds']).toBe(7);
    expect(pod?.['status'].conditions).toMatchObject([{ type: 'DisruptionTarget', reason: 'EvictionByEvictionAPI' }]);
  });

  test('that is only tried leaves its pod alone', async () => {
    await made('tried');
    expect((await evict('tried', { metadata: { name: 'tried' } }, '?dryRun=All')).code).toBe(201);
    expect(cluster.store.read('pods', 'default', 'tried')?.metadata['deletionTimestamp']).toBeUndefined();
  });

  test.each<[string, object, number, string]>([
    ['of a pod that is not there', { metadata: { name: 'x' } }, 404, 'pods "x" not found'],
    ['of another pod', { metadata: { name: 'y' } }, 400, 'name in URL does not match name in Eviction object'],
    [
      'of another kind',
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } },
      400,
      'Pod in version "v1" cannot be handled as a Eviction: converting (v1.Pod) to (policy.Eviction): unknown conversion',
    ],
    [
      'in a way that is none',
      { metadata: { name: 'x' }, deleteOptions: { propagationPolicy: 'Slowly' } },
      422,
      'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Slowly": supported values: "Foreground", "Background", "Orphan", "nil"',
    ],
  ])('%s is refused', async (_, body, code, message) => {
    const reply = await evict('x', body);
    expect([reply.code, reply.body.message]).toEqual([code, message]);
  });
});

describe('an access review', () => {
  const both = { resourceAttributes: { verb: 'get' }, nonResourceAttributes: { path: '/' } };
  test.each<[string, object, number, string]>([
    [
      'that asks about nothing',
      { spec: {} },
      422,
      '.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    ],
    [
      'that asks about two things',
      { spec: both },
      422,
      '.authorization.k8s.io "" is invalid: spec.nonResourceAttributes: Invalid value: {"Path":"/","Verb":""}: cannot be specified in combination with resourceAttributes',
    ],
    [
      'of another kind',
      { apiVersion: 'v1', kind: 'Pod' },
      400,
      'Pod in version "v1" cannot be handled as a SelfSubjectAccessReview: converting (v1.Pod) to (authorization.SelfSubjectAccessReview): unknown conversion',
    ],
  ])('%s is refused', async (_, body, code, message) => {
    const reply = await send('POST', reviews, body);
    expect([reply.code, reply.body.message]).toEqual([code, message]);
  });

  test('is only made, never read', async () => {
    expect((await send('GET', reviews)).code).toBe(405);
    const { code, body } = await send('POST', reviews, { spec: { resourceAttributes: { verb: 'get' } } });
    expect([code, body.status.allowed]).toEqual([201, true]);
  });
});
