import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { validateJobStatus } from '../../../emulator/kubernetes/validation/kinds/job-status.ts';
import {
  validateDaemonSetStatus,
  validateDeploymentStatus,
} from '../../../emulator/kubernetes/validation/kinds/workload-status.ts';
import { createClusterWorld } from '../../../emulator/kubernetes/world/create-cluster-world.ts';
import { type Reply, sendRequest } from './api-server/send-request.ts';
import { startTestCluster, type TestCluster } from './api-server/start-cluster.ts';

let cluster: TestCluster;
const container = { name: 'main', image: 'i:1' };
const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [container] } };
const selector = { matchLabels: { app: 'a' } };
const paths = {
  pod: '/api/v1/namespaces/default/pods',
  job: '/apis/batch/v1/namespaces/default/jobs',
  deployment: '/apis/apps/v1/namespaces/default/deployments',
  replicaSet: '/apis/apps/v1/namespaces/default/replicasets',
  daemonSet: '/apis/apps/v1/namespaces/default/daemonsets',
};
const specs = {
  // Nobody schedules it, so no kubelet writes its status meanwhile.
  pod: { containers: [container], schedulerName: 'nobody', restartPolicy: 'Never' },
  job: { suspend: true, template: { spec: { restartPolicy: 'Never', containers: [container] } } },
  deployment: { replicas: 0, paused: true, selector, template },
  replicaSet: { replicas: 0, selector, template },
  daemonSet: { selector, template: { ...template, spec: { ...template.spec, nodeSelector: { none: 'here' } } } },
};
type Kind = keyof typeof paths;

beforeAll(async () => {
  cluster = await startTestCluster({}, createClusterWorld);
  for (const kind of Object.keys(paths) as Kind[])
    await sendRequest(cluster, 'POST', paths[kind], { body: { metadata: { name: 'x' }, spec: specs[kind] } });
});
afterAll(() => cluster.stop());

const patch = (kind: Kind, status: object): Promise<Reply> =>
  sendRequest(cluster, 'PATCH', `${paths[kind]}/x/status`, {
    body: { status },
    contentType: 'application/merge-patch+json',
  });

async function fieldsOf(kind: Kind, status: object): Promise<[string, string][]> {
  const { code, body } = await patch(kind, status);
  expect([code, body.reason]).toEqual([422, 'Invalid']);
  return body.details.causes.map(({ field, message }: { field: string; message: string }) => [field, message]);
}

describe('a status that cannot be is refused', () => {
  const isTrue = (...types: string[]) => types.map((type) => ({ type, status: 'True' }));
  const negative = 'Invalid value: -1: must be greater than or equal to 0';
  const moreThanAll = (count: number) => `Invalid value: ${count}: cannot be greater than status.replicas`;
  const started = '2026-01-01T00:00:10Z';

  test.each<[Kind, object, [string, string][]]>([
    ['deployment', { observedGeneration: -1 }, [['status.observedGeneration', negative]]],
    [
      'deployment',
      { replicas: 1, updatedReplicas: 2, availableReplicas: 1 },
      [
        ['status.updatedReplicas', moreThanAll(2)],
        ['status.availableReplicas', 'Invalid value: 1: cannot be greater than readyReplicas'],
      ],
    ],
    ['replicaSet', { replicas: 0, readyReplicas: 3 }, [['status.readyReplicas', moreThanAll(3)]]],
    ['daemonSet', { numberMisscheduled: -1 }, [['status.numberMisscheduled', negative]]],
    ['job', { active: -1 }, [['status.active', negative]]],
    [
      'job',
      { conditions: isTrue('Complete') },
      [
        ['status.completionTime', 'Required value: completionTime is required for Complete jobs'],
        [
          'status.conditions',
          'Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
        ],
        ['status.startTime', 'Required value: startTime is required for finished job'],
      ],
    ],
    [
      'job',
      { conditions: isTrue('Failed'), startTime: started, active: 1 },
      [
        [
          'status.conditions',
          'Invalid value: cannot set Failed=True condition without the FailureTarget=true condition',
        ],
        ['status.active', 'Invalid value: 1: active>0 is invalid for finished job'],
      ],
    ],
    [
      'job',
      {
        conditions: isTrue('Complete', 'SuccessCriteriaMet'),
        startTime: started,
        completionTime: '2026-01-01T00:00:00Z',
      },
      [
        [
          'status.completionTime',
          'Invalid value: "2026-01-01T00:00:00Z": completionTime cannot be set before startTime',
        ],
      ],
    ],
    ['job', { ready: 2, active: 1 }, [['status.ready', 'Invalid value: 2: cannot set more ready pods than active']]],
    [
      'job',
      { uncountedTerminatedPods: { succeeded: ['a'], failed: ['a'] } },
      [['status.uncountedTerminatedPods.failed[0]', 'Duplicate value: "a"']],
    ],
    ['pod', { qosClass: 'Guaranteed' }, [['status.qosClass', 'Invalid value: "Guaranteed": field is immutable']]],
    [
      'pod',
      { podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0' }] },
      [
        ['status.podIPs[1]', 'Invalid value: "10.0.0": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
        [
          'status.podIPs',
          'Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0"}]: may specify no more than one IP for each IP family',
        ],
      ],
    ],
  ])('of a %s: %j', async (kind, status, expected) => {
    expect(await fieldsOf(kind, status)).toEqual(expected);
  });

  test('what has ended for good stays as it is', async () => {
    const status = (state: object) => ({ containerStatuses: [{ name: 'main', state }] });
    const ended = status({ running: null, terminated: { exitCode: 1, reason: 'Error' } });
    expect((await patch('pod', ended)).code).toBe(200);
    expect(await fieldsOf('pod', status({ running: {} }))).toEqual([
      ['status.containerStatuses[0].state', 'Forbidden: may not be transitioned to non-terminated state'],
    ]);
  });

  test('what only counts up does not count down', () => {
    const object = (status: object) => ({
      apiVersion: 'apps/v1',
      kind: 'x',
      metadata: { name: 'x' },
      spec: {},
      status,
    });
    const [once, twice] = [object({ collisionCount: 1, failed: 1 }), object({ collisionCount: 2, failed: 2 })];
    const fewer = 'Invalid value: 1: cannot be decremented';
    expect(validateDeploymentStatus(once, twice)).toMatchObject([{ field: 'status.collisionCount', message: fewer }]);
    expect(validateDaemonSetStatus(once, twice)).toMatchObject([{ field: 'status.collisionCount', message: fewer }]);
    expect(validateJobStatus(once, twice)).toMatchObject([
      { field: 'status.failed', message: 'Invalid value: 1: cannot decrease the failed counter' },
    ]);
  });

  test('a status without the class of the pod keeps it', async () => {
    expect((await patch('pod', { qosClass: null })).body.status.qosClass).toBe('BestEffort');
  });
});

describe('options of a log are refused with the name of their pod', () => {
  test.each([
    ['tailLines=-1', 'tailLines: Invalid value: -1: must be greater than or equal to 0'],
    ['limitBytes=0', 'limitBytes: Invalid value: 0: must be greater than 0'],
    ['sinceSeconds=0', 'sinceSeconds: Invalid value: 0: must be greater than 0'],
    [
      'sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z',
      '[]: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    ],
  ])('%s', async (query, why) => {
    const { code, body } = await sendRequest(cluster, 'GET', `${paths.pod}/x/log?${query}`);
    expect([code, body.message]).toEqual([422, `PodLogOptions "x" is invalid: ${why}`]);
  });
});
