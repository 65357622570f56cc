import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CoreV1Api } from '@kubernetes/client-node';
import { type Reply, type RequestOptions, sendRequest } from './send-request.ts';
import { kubeConfigFor, startTestCluster, type TestCluster } from './start-cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
});
afterAll(() => cluster.stop());

const send = (method: string, path: string, options?: RequestOptions): Promise<Reply> =>
  sendRequest(cluster, method, path, options);
const pods = '/api/v1/namespaces/default/pods';
const pod = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...more },
  spec: { containers: [{ name: 'main', image: 'busybox' }] },
});

describe('who may call', () => {
  test.each(['/version', '/healthz', '/livez', '/readyz'])('%s answers without a token', async (path) => {
    expect((await send('GET', path, { token: null })).code).toBe(200);
  });

  test('everything else needs one', async () => {
    const { code, body } = await send('GET', '/api', { token: null });
    expect(code).toBe(401);
    expect(body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    });
  });

  test('a token for another audience is refused', async () => {
    const { token } = await cluster.tokens.issueToken('https://management.azure.com', 3600);
    expect((await send('GET', pods, { token })).code).toBe(401);
  });

  test('a client that trusts another authority does not connect', async () => {
    const other = await startTestCluster();
    const kubeConfig = kubeConfigFor(cluster.server, other.caData, cluster.token);
    await expect(kubeConfig.makeApiClient(CoreV1Api).listNode()).rejects.toThrow('fetch failed');
    await other.stop();
  });
});

describe('what is refused, in the words of Kubernetes', () => {
  const cases: [string, () => Promise<Reply>, number, string][] = [
    ['an object that is not there', () => send('GET', `${pods}/x`), 404, 'pods "x" not found'],
    [
      'a job that is not there',
      () => send('GET', '/apis/batch/v1/namespaces/default/jobs/x'),
      404,
      'jobs.batch "x" not found',
    ],
    [
      'a path that leads nowhere',
      () => send('GET', '/apis/apps/v1/things'),
      404,
      'the server could not find the requested resource',
    ],
    [
      'a method that does not fit',
      () => send('POST', `${pods}/x`),
      405,
      'the server does not allow this method on the requested resource',
    ],
    [
      'a namespaced object without namespace',
      () => send('POST', '/api/v1/pods', { body: pod('x') }),
      405,
      'the server does not allow this method on the requested resource',
    ],
    [
      'a kind that does not fit the path',
      () => send('POST', pods, { body: { ...pod('x'), kind: 'Job' } }),
      400,
      'Job in version "v1" cannot be handled as a Pod: no kind "Job" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
    ],
    [
      'a version that does not fit the path',
      () => send('POST', pods, { body: { ...pod('x'), apiVersion: 'v2' } }),
      400,
      'Pod in version "v2" cannot be handled as a Pod: no kind "Pod" is registered for version "v2" in scheme "pkg/api/legacyscheme/scheme.go:30"',
    ],
    [
      'another namespace than the path says',
      () => send('POST', pods, { body: pod('x', { namespace: 'kube-system' }) }),
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'a field selector that is not supported',
      () => send('GET', `${pods}?fieldSelector=spec.image%3Dx`),
      400,
      'field label not supported: spec.image',
    ],
    [
      'a field selector on a kind with metadata only',
      () => send('GET', '/apis/node.k8s.io/v1/runtimeclasses?fieldSelector=handler%3Dx'),
      400,
      '"handler" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    [
      'a field that the kind does not have, when asked to be strict',
      () =>
        send('POST', `${pods}?fieldValidation=Strict`, {
          body: { ...pod('x'), spec: { runtimeClasName: 'kata', containers: [{ name: 'c', imagee: 'i' }] } },
        }),
      400,
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.runtimeClasName", unknown field "spec.containers[0].imagee"',
    ],
    [
      'a value of the wrong type',
      () => send('POST', pods, { body: { ...pod('x'), spec: { containers: [{ name: 'c', command: 'sh' }] } } }),
      400,
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field Container.spec.containers.command of type []string',
    ],
    [
      'what is not emulated, by name',
      () => send('GET', '/api/v1/namespaces/default/services'),
      501,
      'services is not emulated by this API server',
    ],
    [
      'a subresource that is not emulated',
      () => send('POST', `${pods}/x/binding`, { body: {} }),
      501,
      'pods/binding is not emulated by this API server',
    ],
    [
      'a dry run of another kind',
      () => send('POST', `${pods}?dryRun=Some`, { body: pod('x') }),
      422,
      'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
    ],
  ];
  test.each(cases)('%s', async (_, call, code, message) => {
    const { body, code: answered } = await call();
    expect({ code: answered, message: body.message }).toEqual({ code, message });
    expect(body).toMatchObject({ kind: 'Status', status: 'Failure', code });
  });

  test('bodies that are no JSON, of an unknown type, or too large', async () => {
    expect((await send('POST', pods, { body: '{' })).code).toBe(400);
    expect((await send('POST', pods, { body: 'x', contentType: 'text/csv' })).code).toBe(415);
    expect((await send('PATCH', `${pods}/x`, { body: {} })).code).toBe(415);
    expect((await send('POST', pods, { body: Buffer.alloc(8 * 1024 * 1024, 32) })).code).toBe(413);
    expect((await send('GET', pods, { accept: 'text/html' })).code).toBe(406);
  });

  test('an unknown field is a warning by default, and dropped', async () => {
    const body = { ...pod('warned'), spec: { hostPath: '/', containers: [{ name: 'c', image: 'i' }] } };
    const reply = await send('POST', pods, { body });
    expect(reply.code).toBe(201);
    expect(reply.headers['warning']).toBe('299 - "unknown field \\"spec.hostPath\\""');
    expect(reply.body.spec.hostPath).toBeUndefined();
  });
});

describe('lists', () => {
  const names = (reply: Reply) => reply.body.items.map((item: { metadata: { name: string } }) => item.metadata.name);
  beforeAll(async () => {
    for (const name of ['p1', 'p2', 'p3', 'p4', 'p5'])
      cluster.store.create('pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'kube-system', labels: { n: name, odd: String(Number(name[1]) % 2 === 1) } },
        spec: { nodeName: name === 'p2' ? 'node-b' : 'node-a', containers: [] },
      });
  });
  const list = (query: string) => send('GET', `/api/v1/namespaces/kube-system/pods?${query}`);

  test('come in pages of one state, whatever happens in between', async () => {
    const first = await list('limit=2');
    expect(names(first)).toEqual(['p1', 'p2']);
    expect(first.body.metadata.remainingItemCount).toBe(3);
    cluster.store.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p25', namespace: 'kube-system' },
      spec: { containers: [] },
    });
    cluster.store.remove('pods', 'kube-system', 'p4');
    const second = await list(`limit=2&continue=${first.body.metadata.continue}`);
    expect(names(second)).toEqual(['p3', 'p4']);
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
    const third = await list(`limit=2&continue=${second.body.metadata.continue}`);
    expect(names(third)).toEqual(['p5']);
    expect(third.body.metadata.continue).toBeUndefined();
    cluster.store.remove('pods', 'kube-system', 'p25');
  });

  test.each([
    ['labelSelector=odd%3Dtrue', ['p1', 'p3', 'p5']],
    ['labelSelector=odd!%3Dtrue', ['p2']],
    ['labelSelector=n+in+(p1,p2),odd', ['p1', 'p2']],
    ['labelSelector=n+notin+(p1,p2)', ['p3', 'p5']],
    ['labelSelector=!n', []],
    ['fieldSelector=spec.nodeName%3Dnode-b', ['p2']],
    ['fieldSelector=spec.nodeName!%3Dnode-b,metadata.name!%3Dp1', ['p3', 'p5']],
  ])('follow %s', async (query, expected) => {
    expect(names(await list(query))).toEqual(expected);
  });

  test('of typed kinds carry their kind once', async () => {
    const { body } = await list('limit=1');
    expect(body).toMatchObject({ kind: 'PodList', apiVersion: 'v1' });
    expect(body.items[0].kind).toBeUndefined();
  });

  test('from a position that is not reached yet time out', async () => {
    const { code, body } = await list('resourceVersion=999999');
    expect(code).toBe(504);
    expect(body.message).toMatch(/^Too large resource version: 999999, current: \d+$/);
  });
});

describe('deletion', () => {
  test('of a collection follows its selector', async () => {
    await send('POST', pods, { body: pod('c1', { labels: { sweep: 'yes' } }) });
    await send('POST', pods, { body: pod('c2', { labels: { sweep: 'no' } }) });
    const reply = await send('DELETE', `${pods}?labelSelector=sweep%3Dyes`);
    expect(reply.body.items).toHaveLength(1);
    expect((await send('GET', `${pods}/c1`)).code).toBe(404);
    expect((await send('GET', `${pods}/c2`)).code).toBe(200);
  });

  test('respects preconditions', async () => {
    const { body } = await send('POST', pods, { body: pod('kept') });
    const reply = await send('DELETE', `${pods}/kept`, { body: { preconditions: { uid: 'other' } } });
    expect(reply.code).toBe(409);
    expect(reply.body.message).toBe(
      `Operation cannot be fulfilled on Pod "kept": the UID in the precondition (other) does not match the UID in record (${body.metadata.uid}). The object might have been deleted and then recreated`,
    );
  });

  test('a precondition of a namespace, and one of an update, are worded in their own ways', async () => {
    const path = '/api/v1/namespaces/conditioned';
    const { metadata } = (await send('POST', '/api/v1/namespaces', { body: { metadata: { name: 'conditioned' } } }))
      .body;
    const uids = `UID in precondition: other, UID in object meta: ${metadata.uid}`;
    const deletion = await send('DELETE', path, { body: { preconditions: { uid: 'other' } } });
    expect(deletion.body.message).toBe(
      `Operation cannot be fulfilled on namespaces "conditioned": Precondition failed: ${uids}`,
    );
    const update = await send('PUT', path, { body: { metadata: { name: 'conditioned', uid: 'other' } } });
    expect(update.body.message).toBe(
      `Operation cannot be fulfilled on namespaces "conditioned": StorageError: invalid object, Code: 4, Key: /registry/namespaces/conditioned, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${uids}`,
    );
    expect((await send('DELETE', path)).code).toBe(200);
  });

  test('a version that is none, or any, is read as Kubernetes reads it', async () => {
    const maps = '/api/v1/namespaces/default/configmaps';
    const body = (resourceVersion: string) => ({ metadata: { name: 'versioned', resourceVersion } });
    const born = await send('POST', maps, { body: body('7') });
    expect([born.code, born.body.message, born.body.reason]).toEqual([
      500,
      'resourceVersion should not be set on objects to be created',
      undefined,
    ]);
    expect((await send('POST', maps, { body: body('0') })).code).toBe(201);
    const put = (version: string) => send('PUT', `${maps}/versioned`, { body: body(version) });
    const wrong = await put('seven');
    expect([wrong.code, wrong.body.message]).toEqual([500, 'strconv.ParseUint: parsing "seven": invalid syntax']);
    expect((await put('0')).code).toBe(200);
    expect((await put('7')).code).toBe(409);
    await send('DELETE', `${maps}/versioned`);
  });

  test('answers a Status for kinds that are just gone', async () => {
    const maps = '/api/v1/namespaces/default/configmaps';
    await send('POST', maps, { body: { metadata: { name: 'm' } } });
    expect((await send('DELETE', `${maps}/m`)).body).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'm', kind: 'configmaps' },
    });
  });
});

describe('subresources and other forms', () => {
  test('status is written by /status alone', async () => {
    await send('POST', pods, { body: pod('s') });
    const merge = { contentType: 'application/merge-patch+json', body: { status: { phase: 'Failed' } } };
    expect((await send('PATCH', `${pods}/s`, merge)).body.status.phase).toBe('Pending');
    expect((await send('PATCH', `${pods}/s/status`, merge)).body.status.phase).toBe('Failed');
    const spec = { contentType: 'application/merge-patch+json', body: { spec: { nodeName: 'n' } } };
    expect((await send('PATCH', `${pods}/s/status`, spec)).body.spec.nodeName).toBeUndefined();
  });

  test('an event reads as core/v1 and as events.k8s.io/v1', async () => {
    const core = {
      metadata: { name: 'e', namespace: 'default' },
      involvedObject: { kind: 'Pod', name: 'p' },
      message: 'hello',
    };
    await send('POST', '/api/v1/namespaces/default/events', { body: core });
    const { body } = await send('GET', '/apis/events.k8s.io/v1/namespaces/default/events/e');
    expect(body).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      note: 'hello',
      regarding: { kind: 'Pod', name: 'p' },
    });
    const selected = await send(
      'GET',
      '/api/v1/events?fieldSelector=involvedObject.name%3Dp,involvedObject.kind%3DPod',
    );
    expect(selected.body.items).toHaveLength(1);
  });

  test('metadata alone is answered when it is all that is asked for', async () => {
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const { body } = await send('GET', '/api/v1/namespaces', { accept });
    expect(body.kind).toBe('PartialObjectMetadataList');
    expect(Object.keys(body.items[0])).toEqual(['kind', 'apiVersion', 'metadata']);
  });

  test('a table has the columns that kubectl shows', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const { body } = await send('GET', '/api/v1/namespaces', { accept });
    expect(body.columnDefinitions.map((column: { name: string }) => column.name)).toEqual(['Name', 'Status', 'Age']);
    expect(body.rows.map((row: { cells: unknown[] }) => row.cells.slice(0, 2))).toEqual([
      ['default', 'Active'],
      ['kube-node-lease', 'Active'],
      ['kube-public', 'Active'],
      ['kube-system', 'Active'],
    ]);
  });

  test('discovery says the same in both forms', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    const aggregated = await send('GET', '/apis', { accept });
    expect(aggregated.headers['content-type']).toContain('as=APIGroupDiscoveryList');
    const legacy = await send('GET', '/apis');
    const names = aggregated.body.items.map((item: { metadata: { name: string } }) => item.metadata.name);
    expect(names).toEqual(legacy.body.groups.map((group: { name: string }) => group.name));
    expect(names).toContain('node.k8s.io');
    const core = await send('GET', '/api/v1');
    expect(core.body.resources.map((resource: { name: string }) => resource.name)).toContain('pods/exec');
  });

  test('OpenAPI v3 tells how to patch each kind', async () => {
    const index = await send('GET', '/openapi/v3');
    const url = index.body.paths['api/v1'].serverRelativeURL;
    const { body } = await send('GET', url);
    const { patch } = body.paths['/api/v1/namespaces/{namespace}/pods/{name}'];
    expect(patch['x-kubernetes-group-version-kind']).toEqual({ group: '', version: 'v1', kind: 'Pod' });
    expect(patch.parameters.map((parameter: { name: string }) => parameter.name)).toContain('fieldValidation');
  });

  test('every identity may do everything', async () => {
    const body = { spec: { resourceAttributes: { verb: 'create', resource: 'pods' } } };
    const reply = await send('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body });
    expect(reply.body.status.allowed).toBe(true);
  });
});
