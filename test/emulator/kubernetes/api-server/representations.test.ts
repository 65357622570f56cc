import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type Reply, type RequestOptions, sendRequest } from './send-request.ts';
import { startTestCluster, type TestCluster } from './start-cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
  for (const [name, size] of Object.entries({ small: '2', large: '30', wordy: 'big', none: null }))
    await send('POST', maps, { body: { metadata: { name, labels: size === null ? {} : { size } } } });
});
afterAll(() => cluster.stop());

const send = (method: string, path: string, options?: RequestOptions): Promise<Reply> =>
  sendRequest(cluster, method, path, options);
const maps = '/api/v1/namespaces/default/configmaps';

describe('YAML, when a client asks for it', () => {
  const accept = 'application/yaml';
  test.each([
    ['an object', `${maps}/small`, 200],
    ['a list', `${maps}?labelSelector=size=2`, 200],
    ['an error', `${maps}/nosuch`, 404],
  ])('%s', async (_, path, code) => {
    const [inYaml, inJson] = [await send('GET', path, { accept }), await send('GET', path)];
    expect([inYaml.code, inYaml.headers['content-type']]).toEqual([code, 'application/yaml']);
    expect(parse(inYaml.text)).toEqual(inJson.body);
  });

  test('what is written, in YAML too', async () => {
    const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: written}\ndata: {answer: "yes"}\n';
    const answer = await send('POST', maps, { body, contentType: accept, accept: `${accept}, application/json` });
    expect([answer.code, parse(answer.text).data]).toEqual([201, { answer: 'yes' }]);
  });

  test('not a watch, which has no form in YAML', async () => {
    expect((await send('GET', `${maps}?watch=1`, { accept })).code).toBe(406);
  });
});

describe('selectors of numbers', () => {
  test.each([
    ['size>2', ['large']],
    ['size>0', ['large', 'small']],
    ['size<30', ['small']],
    ['size>1,size<3', ['small']],
  ])('%s', async (selector, names) => {
    const { body } = await send('GET', `${maps}?labelSelector=${encodeURIComponent(selector)}`);
    expect(body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(names);
  });

  test('a bound that is no number is refused', async () => {
    expect((await send('GET', `${maps}?labelSelector=${encodeURIComponent('size>many')}`)).code).toBe(400);
  });
});

describe('a new object', () => {
  test.each([
    ['a ResourceQuota', '/api/v1/namespaces/default/resourcequotas', { hard: { pods: '1' } }],
    [
      'a Deployment',
      '/apis/apps/v1/namespaces/default/deployments',
      {
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [] } },
      },
    ],
  ])('%s has the empty status that its controller fills, whatever was sent', async (_, path, spec) => {
    const body = { metadata: { name: 'new' }, spec, status: { replicas: 7, used: { pods: '9' } } };
    expect((await send('POST', path, { body })).body.status).toEqual({});
  });

  test('a Deployment has a Scale, which is read and changed like an object', async () => {
    const scale = '/apis/apps/v1/namespaces/default/deployments/new/scale';
    const { body } = await send('GET', scale);
    expect(body).toMatchObject({ kind: 'Scale', apiVersion: 'autoscaling/v1', status: { selector: 'a=b' } });
    const contentType = 'application/merge-patch+json';
    expect((await send('PATCH', scale, { contentType, body: { spec: { replicas: 5 } } })).body.spec.replicas).toBe(5);
    const put = await send('PUT', scale, { body: { ...body, spec: { replicas: 2 } } });
    // The Scale that was read first is no longer the current one.
    expect(put.code).toBe(409);
    const { metadata } = (await send('GET', scale)).body;
    expect((await send('PUT', scale, { body: { ...body, metadata, spec: { replicas: 2 } } })).body.spec.replicas).toBe(
      2,
    );
    expect(cluster.store.read('deployments', 'default', 'new')?.['spec'].replicas).toBe(2);
  });
});

describe('what is not served', () => {
  test.each([
    ['a version that its group does not have', '/apis/batch/v2/namespaces/default/jobs', 404],
    ['a version that is gone', '/apis/batch/v1beta1/cronjobs', 404],
    ['another version of the core', '/api/v2/pods', 404],
    ['a group of nobody', '/apis/example.com/v1/things', 404],
    ['a resource that its group does not have', '/apis/policy/v1/podsecuritypolicies', 404],
    ['a document of such a version', '/apis/batch/v2', 404],
    ['what Kubernetes has and the emulator has not', '/apis/batch/v1/cronjobs', 501],
    ['metrics', '/apis/metrics.k8s.io/v1beta1/nodes', 501],
  ])('%s', async (_, path, code) => {
    expect((await send('GET', path)).code).toBe(code);
  });

  test.each([
    ['a resource of a group of nobody', '/apis/example.com/v1/things'],
    ['a group of nobody', '/apis/example.com'],
    ['a version of a group of nobody', '/apis/example.com/v1'],
    ['a path of nobody', '/metrics-of-nobody'],
    ['a schema of nobody', '/openapi/v3/apis/example.com/v1'],
  ])('%s, in plain text, as no handler knows it', async (_, path) => {
    const { code, text, headers } = await send('GET', path);
    expect([code, text, headers['content-type']]).toEqual([404, '404 page not found\n', 'text/plain; charset=utf-8']);
  });

  test('what is there is told at the root', async () => {
    const { paths } = (await send('GET', '/')).body;
    expect(paths).toEqual(expect.arrayContaining(['/api/v1', '/apis/batch/v1', '/version']));
  });
});
