import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClusterWorld } from '../../../emulator/kubernetes/world/create-cluster-world.ts';
import { type Reply, type RequestOptions, sendRequest } from './api-server/send-request.ts';
import { startTestCluster, type TestCluster } from './api-server/start-cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({}, createClusterWorld);
  await send('POST', maps, { body: { metadata: { name: 'kept' }, data: { a: '1' }, immutable: true } });
  await send('POST', pods, { body: pod({}, {}, 'kept') });
  await send('POST', jobs, { body: job({ suspend: true }, 'kept') });
});
afterAll(() => cluster.stop());

const send = (method: string, path: string, options?: RequestOptions): Promise<Reply> =>
  sendRequest(cluster, method, path, options);
const inDefault = (resource: string) => `/api/v1/namespaces/default/${resource}`;
const [pods, maps, secrets] = ['pods', 'configmaps', 'secrets'].map(inDefault) as [string, string, string];
const jobs = '/apis/batch/v1/namespaces/default/jobs';
const merge = 'application/merge-patch+json';
const strategic = 'application/strategic-merge-patch+json';
const apply = 'application/apply-patch+yaml';

const pod = (spec: object, container: object = {}, name = 'x') => ({
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'i:1', ...container }], ...spec },
});
const job = (spec: object, name = 'x') => ({
  metadata: { name },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'i:1' }] } }, ...spec },
});
const named = (metadata: object) => ({ metadata: { name: 'x', ...metadata } });

const labelForm =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const keyForm =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueForm =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

describe('an object that breaks the rules of its kind is refused with every mistake', () => {
  const cases: [title: string, path: string, body: object, kind: string, causes: [field: string, message: string][]][] =
    [
      [
        'labels, annotations and finalizers',
        maps,
        named({ labels: { 'a b': 'c', d: 'e ' }, annotations: { 'f g': '' }, finalizers: ['h'] }),
        'ConfigMap "x"',
        [
          ['metadata.labels', `Invalid value: "a b": ${keyForm}`],
          ['metadata.labels', `Invalid value: "e ": ${valueForm}`],
          ['metadata.annotations', `Invalid value: "f g": ${keyForm}`],
          [
            'metadata.finalizers[0]',
            'Invalid value: "h": name is neither a standard finalizer name nor is it fully qualified',
          ],
        ],
      ],
      [
        'an object without a name',
        maps,
        { metadata: {} },
        'ConfigMap ""',
        [['metadata.name', 'Required value: name or generateName is required']],
      ],
      [
        'enums of a container',
        pods,
        pod({}, { terminationMessagePolicy: 'Log', imagePullPolicy: 'Once' }),
        'Pod "x"',
        [
          [
            'spec.containers[0].terminationMessagePolicy',
            'Unsupported value: "Log": supported values: "File", "FallbackToLogsOnError"',
          ],
          [
            'spec.containers[0].imagePullPolicy',
            'Unsupported value: "Once": supported values: "Always", "IfNotPresent", "Never"',
          ],
        ],
      ],
      [
        'the security of a pod',
        pods,
        pod({ securityContext: { runAsUser: -1, seccompProfile: { type: 'Some' } } }),
        'Pod "x"',
        [
          ['spec.securityContext.runAsUser', 'Invalid value: -1: must be between 0 and 4294967295, inclusive'],
          [
            'spec.securityContext.seccompProfile.type',
            'Unsupported value: "Some": supported values: "Localhost", "RuntimeDefault", "Unconfined"',
          ],
        ],
      ],
      [
        'a probe that does nothing, and a variable without a name',
        pods,
        pod({}, { readinessProbe: { periodSeconds: 1 }, env: [{ value: '1' }] }),
        'Pod "x"',
        [
          ['spec.containers[0].env[0].name', 'Required value'],
          ['spec.containers[0].readinessProbe', 'Required value: must specify a handler type'],
        ],
      ],
      [
        'volumes and their mounts',
        pods,
        pod(
          { volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/' } }, { name: 'w' }] },
          {
            volumeMounts: [
              { name: 'u', mountPath: '/u' },
              { name: 'w', mountPath: '' },
            ],
          },
        ),
        'Pod "x"',
        [
          ['spec.volumes[0].hostPath', 'Forbidden: may not specify more than 1 volume type'],
          ['spec.containers[0].volumeMounts[0].name', 'Not found: "u"'],
          ['spec.containers[0].volumeMounts[1].mountPath', 'Required value'],
        ],
      ],
      [
        'containers of one name, and ports',
        pods,
        {
          metadata: { name: 'x' },
          spec: {
            containers: [
              { name: 'c', image: 'i', ports: [{ containerPort: 0 }, { containerPort: 1, protocol: 'ICMP' }] },
              { name: 'c' },
            ],
          },
        },
        'Pod "x"',
        [
          ['spec.containers[0].ports[0].containerPort', 'Required value'],
          ['spec.containers[0].ports[1].protocol', 'Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"'],
          ['spec.containers[1].image', 'Required value'],
          ['spec.containers[1].name', 'Duplicate value: "c"'],
        ],
      ],
      [
        'a Job',
        jobs,
        job({ completions: -1, completionMode: 'Some', ttlSecondsAfterFinished: -2 }),
        'Job.batch "x"',
        [
          ['spec.completions', 'Invalid value: -1: must be greater than or equal to 0'],
          ['spec.ttlSecondsAfterFinished', 'Invalid value: -2: must be greater than or equal to 0'],
          ['spec.completionMode', 'Unsupported value: "Some": supported values: "NonIndexed", "Indexed"'],
        ],
      ],
      [
        'containers that a new pod cannot have yet, with their defaults',
        pods,
        pod({ ephemeralContainers: [{ name: 'later', image: 'i:1' }] }),
        'Pod "x"',
        [['spec.ephemeralContainers', 'Forbidden: cannot be set on create']],
      ],
      [
        'what a Job does when pods fail, with the defaults of that',
        jobs,
        job({ podFailurePolicy: { rules: [{ action: 'Stop', onPodConditions: [{ type: 'DisruptionTarget' }] }] } }),
        'Job.batch "x"',
        [
          [
            'spec.podFailurePolicy.rules[0].action',
            'Unsupported value: "Stop": supported values: "Count", "FailIndex", "FailJob", "Ignore"',
          ],
        ],
      ],
      [
        'a Job that finds its pods by itself, without a selector',
        jobs,
        job({ manualSelector: true }),
        'Job.batch "x"',
        [
          ['spec.selector', 'Required value'],
          ['spec.template.metadata.labels', 'Invalid value: null: `selector` does not match template `labels`'],
        ],
      ],
      [
        'a Deployment',
        '/apis/apps/v1/namespaces/default/deployments',
        { metadata: { name: 'x' }, spec: { replicas: -1, template: {} } },
        'Deployment.apps "x"',
        [
          ['spec.replicas', 'Invalid value: -1: must be greater than or equal to 0'],
          ['spec.selector', 'Required value'],
          ['spec.template.spec.containers', 'Required value'],
        ],
      ],
      [
        'a taint',
        '/api/v1/nodes',
        { metadata: { name: 'x' }, spec: { taints: [{ key: 'k', effect: 'Never' }, { key: 'l' }] } },
        'Node "x"',
        [
          [
            'metadata.taints[0].effect',
            'Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
          ],
          ['metadata.taints[1].effect', 'Required value'],
        ],
      ],
      [
        'a name of a namespace',
        '/api/v1/namespaces',
        { metadata: { name: 'Xy' } },
        'Namespace "Xy"',
        [['metadata.name', `Invalid value: "Xy": ${labelForm}`]],
      ],
      [
        'levels of Pod Security that do not exist',
        '/api/v1/namespaces',
        named({
          labels: { 'pod-security.kubernetes.io/warn': 'strict', 'pod-security.kubernetes.io/warn-version': '1.36' },
        }),
        'Namespace "x"',
        [
          [
            'metadata.labels[pod-security.kubernetes.io/warn]',
            'Invalid value: "strict": must be one of privileged, baseline, restricted',
          ],
          [
            'metadata.labels[pod-security.kubernetes.io/warn-version]',
            'Invalid value: "1.36": must be "latest" or "v1.x"',
          ],
        ],
      ],
      [
        'a handler',
        '/apis/node.k8s.io/v1/runtimeclasses',
        { metadata: { name: 'x' }, handler: 'A' },
        'RuntimeClass.node.k8s.io "x"',
        [['handler', `Invalid value: "A": ${labelForm}`]],
      ],
      [
        'amounts of a quota',
        inDefault('resourcequotas'),
        { metadata: { name: 'x' }, spec: { hard: { cpu: '-2', pods: '0.5' } } },
        'ResourceQuota "x"',
        [
          ['spec.hard[cpu]', 'Invalid value: "-2": must be greater than or equal to 0'],
          ['spec.hard[pods]', 'Invalid value: "500m": must be an integer'],
        ],
      ],
      [
        'an event of another namespace',
        inDefault('events'),
        { metadata: { name: 'x' }, involvedObject: { namespace: 'elsewhere' } },
        'Event "x"',
        [['involvedObject.namespace', 'Invalid value: "elsewhere": does not match event.namespace']],
      ],
      [
        'keys of a secret',
        secrets,
        { metadata: { name: 'x' }, stringData: { 'a/b': 'c' } },
        'Secret "x"',
        [
          [
            'data[a/b]',
            "Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
          ],
        ],
      ],
    ];
  test.each(cases)('%s', async (_, path, body, kind, causes) => {
    const answer = await send('POST', path, { body });
    const texts = causes.map(([field, message]) => `${field}: ${message}`);
    const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
    expect(answer.body).toMatchObject({ code: 422, reason: 'Invalid', message: `${kind} is invalid: ${list}` });
    const told = answer.body.details.causes.map((cause: Record<string, string>) => [cause['field'], cause['message']]);
    expect(told).toEqual(causes);
  });
});

describe('a change of what cannot change is refused', () => {
  test.each([
    [
      'an immutable ConfigMap',
      `${maps}/kept`,
      { data: { a: '2' } },
      'ConfigMap "kept" is invalid: data: Forbidden: field is immutable when `immutable` is set',
    ],
    [
      'the completions of a Job',
      `${jobs}/kept`,
      { spec: { completions: 3 } },
      'Job.batch "kept" is invalid: spec.completions: Invalid value: 3: field is immutable',
    ],
    [
      'the uid',
      `${maps}/kept`,
      { metadata: { uid: 'other' } },
      /^ConfigMap "kept" is invalid: metadata\.uid: Invalid value: "other": field is immutable$/,
    ],
  ])('%s', async (_, path, body, message) => {
    const answer = await send('PATCH', path, { body, contentType: merge });
    expect([answer.code, answer.body.reason]).toEqual([422, 'Invalid']);
    expect(answer.body.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  test('the spec of a pod, with the difference', async () => {
    const body = { spec: { containers: [{ name: 'main', workingDir: '/a&b' }] } };
    const answer = await send('PATCH', `${pods}/kept`, { body, contentType: strategic });
    const [head, hunk, ...lines] = answer.body.message.split('\n');
    expect(head).toMatch(/^Pod "kept" is invalid: spec: Forbidden: pod updates may not change fields other than /);
    expect(hunk).toMatch(/^@@ -(\d+),7 \+\1,7 @@$/);
    expect(lines).toEqual(
      [
        '   "Image": "i:1",',
        '   "Command": null,',
        '   "Args": null,',
        '-   "WorkingDir": "",',
        '+   "WorkingDir": "/a\\u0026b",',
        '    "Ports": null,',
        '    "EnvFrom": null,',
        '    "Env": null,',
        '',
      ].map((line, index) => (index < 3 ? ` ${line}` : line)),
    );
  });

  test('the template of a Job, which is shown whole', async () => {
    const body = { spec: { template: { spec: { hostname: 'h' } } } };
    const { message } = (await send('PATCH', `${jobs}/kept`, { body, contentType: strategic })).body;
    expect(message).toMatch(
      /^Job\.batch "kept" is invalid: spec\.template: Invalid value: \{"labels":\{.*: field is immutable$/,
    );
    expect(message).toContain('"ImagePullSecrets":null,"Hostname":"h","Subdomain":""');
  });
});

describe('a body that does not decode is refused', () => {
  const asPod = 'Pod in version "v1" cannot be handled as a Pod: ';
  test.each([
    [
      'half a text',
      '{"kind":',
      'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: unexpected end of JSON input ({"kind":)',
    ],
    [
      'nothing',
      '',
      "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
    ],
    [
      'a number as a name',
      { metadata: { name: 1 } },
      `${asPod}json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string`,
    ],
    [
      'a text as a flag',
      { spec: { hostNetwork: 'yes' } },
      `${asPod}json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool`,
    ],
    [
      'a quantity that is none',
      pod({}, { resources: { limits: { cpu: 'much' } } }),
      `${asPod}quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
    ],
    [
      'a time that is none',
      { metadata: { creationTimestamp: 'today' } },
      `${asPod}parsing time "today" as "2006-01-02T15:04:05Z07:00": cannot parse "today" as "2006"`,
    ],
  ])('%s', async (_, body, message) => {
    const answer = await send('POST', pods, { body });
    expect(answer.body).toMatchObject({ code: 400, reason: 'BadRequest', message });
  });

  test('data of a secret that is not base64', async () => {
    const answer = await send('POST', secrets, { body: { metadata: { name: 'x' }, data: { a: '**' } } });
    expect(answer.body.message).toBe(
      'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0',
    );
  });

  const twice = '{"metadata":{"name":"twice"},"data":{"a":"1","a":"2"},"dato":{}}';
  test('repeated and unknown fields, when asked to be strict', async () => {
    const answer = await send('POST', `${maps}?fieldValidation=Strict`, { body: twice });
    expect(answer.body).toMatchObject({
      code: 400,
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "data.a", unknown field "dato"',
    });
  });

  test('or they are warned of, or let be', async () => {
    const warned = await send('POST', `${maps}?dryRun=All`, { body: twice });
    expect([warned.code, warned.headers['warning']]).toEqual([
      201,
      '299 - "duplicate field \\"data.a\\"", 299 - "unknown field \\"dato\\""',
    ]);
    const ignored = await send('POST', `${maps}?dryRun=All&fieldValidation=Ignore`, { body: twice });
    expect([ignored.code, ignored.headers['warning']]).toEqual([201, undefined]);
  });

  test('but quantities are written anew', async () => {
    const limits = { cpu: '0.25', memory: '1024Ki', 'ephemeral-storage': '1e6' };
    const answer = await send('POST', `${pods}?dryRun=All`, { body: pod({}, { resources: { limits } }) });
    expect(answer.body.spec.containers[0].resources.limits).toEqual({
      cpu: '250m',
      memory: '1Mi',
      'ephemeral-storage': '1e6',
    });
  });
});

describe('a query that makes no sense is refused', () => {
  const options = (kind: string, text: string) => `${kind}.meta.k8s.io "" is invalid: ${text}`;
  const body = pod({});
  const cases: [method: string, path: string, code: number, message: string][] = [
    [
      'POST',
      `${pods}?fieldValidation=Some`,
      422,
      options(
        'CreateOptions',
        'fieldValidation: Unsupported value: "Some": supported values: "", "Ignore", "Strict", "Warn"',
      ),
    ],
    [
      'PUT',
      `${pods}/kept?dryRun=Maybe`,
      422,
      options('UpdateOptions', 'dryRun: Unsupported value: ["Maybe"]: supported values: "All"'),
    ],
    ['GET', `${pods}?limit=ten`, 400, 'strconv.ParseInt: parsing "ten": invalid syntax'],
    [
      'GET',
      `${pods}?resourceVersion=new`,
      422,
      'resourceVersion: Invalid value: "new": strconv.ParseUint: parsing "new": invalid syntax',
    ],
    [
      'GET',
      `${pods}?resourceVersionMatch=Exact`,
      422,
      options(
        'ListOptions',
        'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
      ),
    ],
    [
      'GET',
      `${pods}?sendInitialEvents=true`,
      422,
      options('ListOptions', 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'),
    ],
    [
      'GET',
      `${pods}?continue=a.b`,
      400,
      'invalid continue token: continue key is not valid: illegal base64 data at input byte 1',
    ],
    ['DELETE', '/api/v1/namespaces', 405, 'the server does not allow this method on the requested resource'],
  ];
  test.each(cases)('%s %s', async (method, path, code, message) => {
    const answer = await send(method, path, method === 'GET' || method === 'DELETE' ? {} : { body });
    expect(answer.body).toMatchObject({ code, message });
  });

  test.each([
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    [
      'a in ()',
      "unable to parse requirement: values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty",
    ],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['a,', "found '', expected: identifier after ','"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    [
      'a>b',
      "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    ['a=_', `unable to parse requirement: values[0][a]: Invalid value: "_": ${valueForm}`],
    ['_', `unable to parse requirement: <nil>: Invalid value: "_": ${keyForm}`],
  ])('the label selector %s', async (selector, message) => {
    const answer = await send('GET', `${pods}?labelSelector=${encodeURIComponent(selector)}`);
    expect(answer.body).toMatchObject({ code: 400, reason: 'BadRequest', message });
  });
});

describe('the options of a deletion', () => {
  const refused = (text: string) => `DeleteOptions.meta.k8s.io "" is invalid: ${text}`;
  test.each([
    [
      'of two kinds',
      { propagationPolicy: 'Background', orphanDependents: false },
      422,
      refused(
        'propagationPolicy: Invalid value: "Background": orphanDependents and deletionPropagation cannot be both set',
      ),
    ],
    [
      'that do not exist',
      { propagationPolicy: 'Never' },
      422,
      refused(
        'propagationPolicy: Unsupported value: "Never": supported values: "Foreground", "Background", "Orphan", "nil"',
      ),
    ],
    [
      'of another kind of object',
      { kind: 'Secret', apiVersion: 'v1' },
      500,
      'no kind "Secret" is registered for version "v1" in scheme "pkg/apis/meta/internalversion/scheme/register.go:27"',
    ],
  ])('%s', async (_, body, code, message) => {
    expect((await send('DELETE', `${maps}/kept`, { body })).body).toMatchObject({ code, message });
  });
});

describe('an object that is not the one of the address is refused', () => {
  test('by PUT, by a patch and by server-side apply', async () => {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } };
    const message = 'the name of the object (other) does not match the name on the URL (kept)';
    for (const answer of [
      await send('PUT', `${maps}/kept`, { body }),
      await send('PATCH', `${maps}/kept`, { body, contentType: merge }),
      await send('PATCH', `${maps}/kept?fieldManager=m`, { body, contentType: apply }),
    ])
      expect(answer.body).toMatchObject({ code: 400, reason: 'BadRequest', message });
  });

  test('of another kind', async () => {
    const answer = await send('PUT', `${maps}/kept`, {
      body: { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'kept' } },
    });
    expect(answer.body.message).toBe(
      'Pod in version "v1" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion',
    );
  });

  test('a patch that makes it one of another kind or version', async () => {
    for (const [body, why] of [
      [{ kind: 'Secret' }, 'converting (v1.Secret) to (core.ConfigMap): unknown conversion'],
      [
        { apiVersion: 'v9' },
        'no kind "ConfigMap" is registered for version "v9" in scheme "pkg/api/legacyscheme/scheme.go:30"',
      ],
    ] as const) {
      const answer = await send('PATCH', `${maps}/kept`, { body, contentType: merge });
      expect(answer.body).toMatchObject({ code: 422, message: expect.stringMatching(/^ "" is invalid: patch: /) });
      expect(answer.body.message.endsWith(`": ${why}`)).toBe(true);
    }
  });

  test('a scale below zero', async () => {
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    const spec = {
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'main', image: 'i:1' }] } },
    };
    expect((await send('POST', deployments, { body: { metadata: { name: 'scaled' }, spec } })).code).toBe(201);
    const answer = await send('PATCH', `${deployments}/scaled/scale`, {
      body: { spec: { replicas: -1 } },
      contentType: merge,
    });
    expect(answer.body).toMatchObject({
      code: 422,
      message:
        'Scale.autoscaling "scaled" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    });
  });
});
