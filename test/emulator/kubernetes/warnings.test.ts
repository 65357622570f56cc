import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClusterWorld } from '../../../emulator/kubernetes/world/create-cluster-world.ts';
import { type Reply, sendRequest } from './api-server/send-request.ts';
import { startTestCluster, type TestCluster } from './api-server/start-cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({}, createClusterWorld);
});
afterAll(() => cluster.stop());

const send = (method: string, path: string, body: object): Promise<Reply> =>
  sendRequest(cluster, method, path, { body });
const container = { name: 'main', image: 'i:1' };
const paths = {
  Pod: '/api/v1/namespaces/default/pods',
  Job: '/apis/batch/v1/namespaces/default/jobs',
  Deployment: '/apis/apps/v1/namespaces/default/deployments',
  DaemonSet: '/apis/apps/v1/namespaces/default/daemonsets',
  RuntimeClass: '/apis/node.k8s.io/v1/runtimeclasses',
};

/** The warnings of an answer, as kubectl prints them. */
const warningsOf = ({ headers }: Reply): string[] =>
  [...String(headers['warning'] ?? '').matchAll(/299 - ("(?:[^"\\]|\\.)*")/g)].map(([, text = '""']) =>
    JSON.parse(text),
  );

async function warningsOfPod(spec: object, metadata: object = {}): Promise<string[]> {
  const body = { metadata: { name: 'w', ...metadata }, spec: { containers: [container], ...spec } };
  const reply = await send('POST', `${paths.Pod}?dryRun=All`, body);
  expect(reply.code).toBe(201);
  return warningsOf(reply);
}

describe('a pod is stored with a warning of', () => {
  const term = { matchExpressions: [{ key: 'failure-domain.beta.kubernetes.io/zone', operator: 'Exists' }] };
  const noSelector = 'a null labelSelector results in matching no pod';
  test.each<[string, object, string[]]>([
    [
      'an old name of a node label',
      {
        nodeSelector: { 'beta.kubernetes.io/arch': 'amd64' },
        affinity: {
          nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } },
        },
      },
      [
        'spec.nodeSelector[beta.kubernetes.io/arch]: deprecated since v1.14; use "kubernetes.io/arch" instead',
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
      ],
    ],
    [
      'a selector that matches nothing',
      {
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
        affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'host' }] } },
      },
      [
        `spec.topologySpreadConstraints[0].labelSelector: ${noSelector}`,
        `spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: ${noSelector}`,
      ],
    ],
    [
      'entries that repeat each other',
      {
        imagePullSecrets: [{ name: 'a' }, { name: 'a' }, { name: '' }],
        containers: [
          {
            ...container,
            env: [
              { name: 'A', value: '1' },
              { name: 'A', value: '$(A)2' },
              { name: 'A', value: '3' },
            ],
            ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }],
          },
          { ...container, name: 'other', ports: [{ containerPort: 80 }] },
        ],
      },
      [
        'spec.imagePullSecrets[1].name: duplicate name "a"',
        'spec.imagePullSecrets[2].name: invalid empty name ""',
        'spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply',
        'spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]',
      ],
    ],
    [
      'values that Kubernetes reads in another way',
      {
        terminationGracePeriodSeconds: -5,
        containers: [{ ...container, resources: { limits: { memory: '1500m' } } }],
        volumes: [{ name: 'v', gitRepo: { repository: 'r' } }],
      },
      [
        'spec.volumes[0].gitRepo: deprecated in v1.11',
        'spec.containers[0].resources.limits[memory]: fractional byte value "1500m" is invalid, must be an integer',
        'spec.containers[0].resources.requests[memory]: fractional byte value "1500m" is invalid, must be an integer',
        'spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
      ],
    ],
    ['nothing', { terminationGracePeriodSeconds: 5 }, []],
  ])('%s', async (_what, spec, expected) => {
    expect(await warningsOfPod(spec)).toEqual(expected);
  });

  test('a name that is no name of a host', async () => {
    expect(await warningsOfPod({}, { name: 'a.b' })).toEqual([
      "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
    ]);
  });

  test('an annotation that does nothing any more', async () => {
    const annotations = { 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default' };
    expect(await warningsOfPod({}, { annotations })).toEqual([
      'metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead',
    ]);
  });
});

describe('what makes pods', () => {
  const labels = { app: 'w' };
  const template = (spec: object = {}) => ({
    metadata: { labels },
    spec: { containers: [container], nodeSelector: { 'beta.kubernetes.io/os': 'linux' }, ...spec },
  });
  const ofTemplate =
    'spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead';
  const ofName =
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]';

  test.each([
    ['Job', { template: template({ restartPolicy: 'Never' }) }, [ofName, ofTemplate]],
    ['Deployment', { selector: { matchLabels: labels }, template: template() }, [ofName, ofTemplate]],
    ['DaemonSet', { selector: { matchLabels: labels }, template: template() }, [ofTemplate]],
  ] as const)('%s: of its name and its template', async (kind, spec, expected) => {
    const reply = await send('POST', `${paths[kind]}?dryRun=All`, { metadata: { name: 'a.b' }, spec });
    expect([reply.code, warningsOf(reply)]).toEqual([201, expected]);
  });

  test('is warned of again when its spec changes, and only then', async () => {
    const body = (more: object, annotations = {}) => ({
      metadata: { name: 'changed', annotations },
      spec: { selector: { matchLabels: labels }, template: template(), ...more },
    });
    await send('POST', paths.DaemonSet, body({}));
    const put = async (next: object) => warningsOf(await send('PUT', `${paths.DaemonSet}/changed`, next));
    expect(await put(body({}, { seen: 'yes' }))).toEqual([]);
    expect(await put(body({ minReadySeconds: 1 }))).toEqual([ofTemplate]);
  });

  test('a RuntimeClass is warned of without the label', async () => {
    const scheduling = { nodeSelector: { 'beta.kubernetes.io/os': 'linux' } };
    const reply = await send('POST', paths.RuntimeClass, { metadata: { name: 'w' }, handler: 'h', scheduling });
    expect(warningsOf(reply)).toEqual([
      'scheduling.nodeSelector: deprecated since v1.14; use "kubernetes.io/os" instead',
    ]);
  });
});
