import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import { createVerificationCluster } from '../../shared/kubernetes/kubernetes-verification-cluster.ts';
import type { PairWatch } from '../../shared/ports/verification-cluster.ts';
import {
  json,
  type ScriptedApiServer,
  startScriptedApiServer,
  status,
} from '../support/kubernetes/scripted-api-server.ts';
import {
  containerOf,
  deployed,
  ended,
  jobFailed,
  type PodScript,
  podOf,
  reportOf,
  servePods,
  unschedulable,
  waiting,
} from '../support/kubernetes/scripted-pods.ts';
import { watchFor } from '../support/kubernetes/watch-for.ts';
import { canaries } from '../support/samples/canaries.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'c' };
const guestBootId = '7d0f2a4e-11cb-4c1a-8f54-93c1c7a1b502';
const hostBootId = '0f6a1c52-7f0e-4b7d-9d4c-2f1f6f6f0a01';
const bothEnded = [podOf('sandboxed', ended(reportOf(guestBootId))), podOf('ordinary', ended(reportOf(hostBootId)))];

let server: ScriptedApiServer;
let script: PodScript;
/** Added to the adapter's clock, so that a test can let a watch time out after the event that it waits for. */
let aheadMs: number;
beforeEach(async () => {
  aheadMs = 0;
  server = await startScriptedApiServer();
  script = servePods(server);
});
afterEach(() => server.close());

const hourMs = 3_600_000;

const done = { exitCode: 0, reason: 'Completed', message: reportOf(guestBootId) };

/** The status of a pod whose container ended with a good report, but not as it should. */
function changedEnd(change: Partial<V1ContainerStatus>): V1Pod['status'] {
  const probe = { name: 'probe', image: 'i', imageID: '', ready: false, restartCount: 0, state: { terminated: done } };
  return { phase: 'Succeeded', containerStatuses: [{ ...probe, ...change }] };
}

async function watchPair({ watchIdleMs, ...watch }: Partial<PairWatch> & { watchIdleMs?: number } = {}) {
  const adapter = createVerificationCluster({
    connections: { openConnection: async () => server.connection },
    readEventsEveryMs: 20,
    now: () => Date.now() + aheadMs,
    ...(watchIdleMs !== undefined && { watchIdleMs }),
  });
  return adapter.watchPodPair(cluster, deployed, { ...watchFor(hourMs), ...watch });
}

/** Lets so much time pass with every reading of what the pods do not show that the watch is over after a few. */
function passTime() {
  script.first = (url) => {
    if (url.includes('/events?') || url.includes('/nodes/')) aheadMs += hourMs / 4;
    return false;
  };
}

const watches = () => server.requests.filter((request) => request.includes('watch=true'));

test('a pod that another container keeps running is told of: it holds its VM', async () => {
  const probe = containerOf('probe', { terminated: done });
  const mesh = containerOf('mesh', { running: {} });
  script.pods = [
    podOf('sandboxed', { phase: 'Running', containerStatuses: [probe, mesh] }),
    podOf('ordinary', ended()),
  ];
  expect((await watchPair()).pair).toEqual({ state: 'finished', stillRuns: true });
});

describe('watchPodPair', () => {
  test('sees a pair that has ended without a word of an event', async () => {
    script.pods = bothEnded;
    const { pair, sandboxed, ordinary } = await watchPair();
    expect(pair).toEqual({ state: 'finished' });
    expect(sandboxed).toMatchObject({
      podName: 'job-s-x',
      nodeName: 'node-1',
      runtimeClassName: 'kata-vm-isolation',
      runtimeHandler: 'kata',
      memoryLimitKiB: 320 * 1024,
      cpuLimit: 1.1,
      evidence: { outcome: 'report', channel: 'termination-message', report: { bootId: guestBootId } },
    });
    expect(ordinary).toMatchObject({ runtimeClassName: null, runtimeHandler: null });
    expect(server.requests.some((request) => request.includes('/log'))).toBe(false);
  });

  test.each(canaries)('quotes no %s of a pod in what goes into the history', async (_what, text, secret) => {
    const spoilt = { phase: 'Failed', reason: 'Evicted', message: `The node was low: ${text}` };
    script.pods = [podOf('sandboxed', spoilt), podOf('ordinary', ended(text))];
    const seen = await watchPair();
    expect(seen.pair).toMatchObject({ state: 'failed', message: expect.stringContaining('The node was low') });
    expect(JSON.stringify(seen)).not.toMatch(secret);
  });

  test('watches both Jobs with one watch and hears of their ends', async () => {
    script.pods = [podOf('sandboxed'), podOf('ordinary')];
    script.onWatch = (_, send) => {
      send('BOOKMARK', { metadata: { resourceVersion: '11' } });
      for (const pod of bothEnded) send('MODIFIED', pod);
    };
    expect((await watchPair()).pair).toEqual({ state: 'finished' });
    expect(watches()).toHaveLength(1);
    expect(decodeURIComponent(watches()[0] ?? '')).toMatch(/labelSelector=[^&]*job-name[ +]in[ +]\(job-s,job-o\)/);
  });

  test.each([
    ['is cut', (): ((watch: Parameters<PodScript['onWatch']>[0]) => void) => (watch) => watch.destroy()],
    ['ends', () => (watch: Parameters<PodScript['onWatch']>[0]) => watch.end()],
    [
      'says that its version is too old',
      () => (watch: Parameters<PodScript['onWatch']>[0]) =>
        watch.write(
          `${JSON.stringify({ type: 'ERROR', object: status(410, 'Expired', 'too old resource version') })}\n`,
        ),
    ],
  ])('lists again when the watch %s', async (_, spoil) => {
    script.pods = [podOf('sandboxed')];
    script.onWatch = (watch) => {
      script.pods = bothEnded;
      spoil()(watch);
    };
    expect((await watchPair()).pair).toEqual({ state: 'finished' });
    expect(watches().length).toBeLessThanOrEqual(2);
  });

  test('lists again when the watch stays silent for too long', async () => {
    script.pods = [podOf('sandboxed')];
    script.onWatch = () => {
      script.pods = bothEnded;
    };
    expect((await watchPair({ watchIdleMs: 50 })).pair).toEqual({ state: 'finished' });
  });

  test('lists where a watch opens and then shows nothing of what is there', async () => {
    script.first = (url, response) => {
      if (!url.includes('watch=true')) return false;
      script.pods = bothEnded;
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      return true;
    };
    expect((await watchPair()).pair).toEqual({ state: 'finished' });
    expect(watches()).toHaveLength(1);
  });

  test('polls where it may list but not watch', async () => {
    let lists = 0;
    script.first = (url, response) => {
      if (!url.includes('watch=true')) {
        if (url.includes('/pods?') && ++lists === 3) script.pods = bothEnded;
        return false;
      }
      json(response, 403, status(403, 'Forbidden', 'pods is forbidden: User "a" cannot watch resource "pods"'));
      return true;
    };
    expect((await watchPair()).pair).toEqual({ state: 'finished' });
  });

  test('bears a server that fails now and then', async () => {
    let number = 0;
    script.pods = bothEnded;
    script.first = (_, response) => {
      if (++number > 3) return false;
      json(response, 503, status(503, 'ServiceUnavailable', 'the server is currently unable to handle the request'));
      return true;
    };
    expect((await watchPair()).pair).toEqual({ state: 'finished' });
  });

  test('gives up early on a server that keeps failing, so that somebody can wait more cheaply', async () => {
    script.first = (_, response) => {
      json(response, 500, status(500, 'InternalError', 'etcdserver: leader changed'));
      return true;
    };
    await expect(watchPair()).rejects.toMatchObject({ code: 'ServerFailed', message: 'etcdserver: leader changed' });
  });

  test('does not insist where it may neither watch nor list', async () => {
    script.first = (_, response) => {
      json(response, 403, status(403, 'Forbidden', 'pods is forbidden: User "a" cannot list resource "pods"'));
      return true;
    };
    await expect(watchPair()).rejects.toMatchObject({ code: 'Forbidden' });
    expect(server.requests).toHaveLength(2);
  });

  test('says what it waits for when its time is over', async () => {
    script.pods = [podOf('sandboxed', ended(reportOf(guestBootId))), podOf('ordinary', waiting('ContainerCreating'))];
    passTime();
    const { pair, sandboxed, ordinary, after } = await watchPair();
    expect(after).toBeNull();
    expect(pair).toEqual({
      state: 'running',
      waitingFor: 'the ordinary pod waits for its container (ContainerCreating)',
      troubles: [],
    });
    expect(sandboxed?.evidence.outcome).toBe('report');
    expect(ordinary?.evidence).toEqual({ outcome: 'no-evidence', reason: 'The pod has not ended.' });
  });
});

describe('watchPodPair ends the wait early', () => {
  test('when the node does not know the handler of the class', async () => {
    script.pods = [podOf('sandboxed', waiting('ContainerCreating')), podOf('ordinary')];
    script.nodes = { 'node-1': ['', 'runc'] };
    script.events = [{ name: 'job-s-x', reason: 'FailedCreatePodSandBox', message: 'whatever containerd says of it' }];
    expect((await watchPair()).pair).toEqual({
      state: 'failed',
      code: 'FailedCreatePodSandBox',
      message:
        'The sandboxed pod: Node node-1 does not know the handler kata of RuntimeClass kata-vm-isolation (it lists runc). ' +
        'FailedCreatePodSandBox: whatever containerd says of it',
    });
  });

  test('when the image has a name that is none, in the words of the kubelet', async () => {
    script.pods = [podOf('sandboxed', waiting('InvalidImageName', 'invalid reference format')), podOf('ordinary')];
    expect((await watchPair()).pair).toMatchObject({
      code: 'InvalidImageName',
      message: 'The sandboxed pod: Container probe waits (InvalidImageName: invalid reference format).',
    });
  });

  test('when the only node on which a pod may run is gone', async () => {
    const unplaced = podOf('ordinary', unschedulable('0/2 nodes are available: 2 node(s) didn’t match.'));
    const matchFields = [{ key: 'metadata.name', operator: 'In', values: ['node-7'] }];
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] } };
    const spec = { containers: unplaced.spec.containers, affinity: { nodeAffinity } };
    script.pods = [podOf('sandboxed'), { ...unplaced, spec } as unknown as typeof unplaced];
    expect((await watchPair()).pair).toMatchObject({
      code: 'NodeGone',
      message: expect.stringMatching(/^The ordinary pod: It has no place: node node-7 no longer exists\./),
    });
  });

  test.each([
    ['Evicted', 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 84Mi.'],
    ['Terminated', 'Pod was terminated in response to imminent node shutdown.'],
    ['NodeShutdown', 'Pod was rejected as the node is shutting down.'],
    ['Preempting', 'Preempted in order to admit critical pod'],
    ['DeadlineExceeded', 'Pod was active on the node longer than the specified deadline'],
  ])('with the pod’s own words when it is %s, and not with its exit code', async (reason, message) => {
    const state = { terminated: { exitCode: 137, reason: 'Error' } };
    const killed = { phase: 'Failed', reason, message, containerStatuses: [containerOf('probe', state)] };
    script.pods = [podOf('sandboxed', killed), podOf('ordinary', ended(reportOf(hostBootId)))];
    const { pair, ordinary } = await watchPair();
    expect(pair).toMatchObject({ code: reason, message: expect.stringContaining(`${reason}: ${message}`) });
    expect(ordinary?.evidence.outcome).toBe('report');
  });

  test('when the scheduler preempts a pod, although the pod is gone when we look', async () => {
    const message = 'default-scheduler: preempting to accommodate a higher priority pod';
    const conditions = [{ type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message }];
    script.pods = [podOf('sandboxed'), podOf('ordinary')];
    script.onWatch = (_, send) => {
      send('DELETED', podOf('sandboxed', { phase: 'Running', conditions }));
    };
    expect((await watchPair()).pair).toMatchObject({
      code: 'PreemptionByScheduler',
      message: expect.stringContaining(message),
    });
  });

  test('when the Job’s deadline has removed a pod, with what the pod showed until then', async () => {
    script.pods = [podOf('sandboxed', unschedulable('1 Insufficient memory.')), podOf('ordinary')];
    script.onWatch = (watch) => {
      script.pods = [];
      const message = 'Job was active longer than specified deadline';
      script.jobs = { 'job-s': jobFailed('DeadlineExceeded', message), 'job-o': {} };
      watch.end();
    };
    const { pair, sandboxed } = await watchPair();
    expect(pair).toMatchObject({ code: 'DeadlineExceeded', message: expect.stringMatching(/Insufficient memory/) });
    expect(sandboxed).toMatchObject({ podName: 'job-s-x' });
  });

  test('when a Job has failed or is gone', async () => {
    script.jobs = { 'job-s': jobFailed('DeadlineExceeded', 'Job was active too long'), 'job-o': {} };
    expect((await watchPair()).pair).toMatchObject({ state: 'failed', code: 'DeadlineExceeded' });
    script.jobs = { 'job-s': {} };
    expect((await watchPair()).pair).toMatchObject({ state: 'failed', code: 'JobGone' });
  });

  test('at once when it is told to', async () => {
    const stop = new AbortController();
    script.pods = [podOf('sandboxed'), podOf('ordinary')];
    script.onWatch = () => stop.abort();
    expect((await watchPair({ signal: stop.signal })).pair).toMatchObject({ state: 'running' });
  });
});

describe('watchPodPair names at once, with container and reason,', () => {
  const dying = (reason: string, exitCode: number) => ({ terminated: { exitCode, reason } });
  const pulling = { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "mesh/proxy:9"' } };
  const crashing = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } };

  test('an init container that was killed', async () => {
    const initContainerStatuses = [containerOf('mesh-init', dying('OOMKilled', 137))];
    script.pods = [podOf('sandboxed', { phase: 'Failed', initContainerStatuses }), podOf('ordinary')];
    expect((await watchPair()).pair).toMatchObject({
      state: 'failed',
      code: 'OOMKilled',
      message: 'The sandboxed pod: Init container mesh-init ended with exit code 137 (OOMKilled).',
    });
  });

  test.each([
    [
      'an init container that cannot pull',
      { initContainerStatuses: [containerOf('mesh-init', pulling)] },
      'init container mesh-init waits (ImagePullBackOff: Back-off pulling image "mesh/proxy:9")',
    ],
    [
      'a sidecar that crashes',
      { initContainerStatuses: [containerOf('proxy', crashing, dying('OOMKilled', 137))] },
      'init container proxy waits (CrashLoopBackOff: back-off 10s), after it ended with exit code 137 (OOMKilled)',
    ],
    [
      'a container beside the probe',
      {
        containerStatuses: [
          containerOf('probe', { waiting: { reason: 'ContainerCreating' } }),
          containerOf('agent', dying('Error', 2)),
        ],
      },
      'container agent ended with exit code 2 (Error)',
    ],
  ])('%s, and waits on', async (_, status, words) => {
    script.pods = [podOf('sandboxed', { phase: 'Pending', ...status }), podOf('ordinary')];
    const { pair } = await watchPair({ told: [] });
    expect(pair).toMatchObject({ state: 'running', troubles: [{ message: `the sandboxed pod: ${words}` }] });
    const told = pair.state === 'running' ? pair.troubles.map(({ id }) => id) : [];
    script.onWatch = (_watch, send) => {
      for (const pod of bothEnded) send('MODIFIED', pod);
    };
    expect((await watchPair({ told })).pair).toEqual({ state: 'finished' });
  });

  test.each([
    'Error creating: Internal error occurred: failed calling webhook "pods.example.dev": failed to call webhook: Post "https://hook.ns.svc:443/pods": no endpoints available for service "hook"',
    'Error creating: pods "job-o-abcde" is forbidden: exceeded quota: small, requested: pods=1, used: pods=3, limited: pods=3',
    'Error creating: pods "job-o-abcde" is forbidden: violates PodSecurity "restricted:latest": seccompProfile',
  ])('why a Job gets no pod: %s', async (message) => {
    script.pods = [podOf('sandboxed', ended(reportOf(guestBootId)))];
    script.events = [{ name: 'job-o', reason: 'FailedCreate', message }];
    const { pair } = await watchPair({ told: [] });
    const words = `the ordinary pod: its Job cannot create it (FailedCreate: ${message})`;
    expect(pair).toMatchObject({ state: 'running', troubles: [{ message: words }] });
    script.onWatch = (_, send) => send('ADDED', bothEnded[1]);
    expect((await watchPair({ told: ['ordinary//FailedCreate'] })).pair).toEqual({ state: 'finished' });
  });
});

describe('watchPodPair waits on', () => {
  const young = [
    'plugin type="cilium-cni" failed (add): dial unix /var/run/cilium/cilium.sock: connect: no such file or directory',
    'plugin type="calico" failed (add): stat /var/lib/calico/nodename: no such file or directory',
    'failed to mount /opt/x: no runtime for "kata" is configured',
  ];

  test.each(young)('while the network of a young node comes up, however often that fails: %s', async (words) => {
    script.pods = [podOf('sandboxed', waiting('ContainerCreating')), podOf('ordinary')];
    const message = `Failed to create pod sandbox: rpc error: code = Unknown desc = ${words}`;
    script.events = [{ name: 'job-s-x', reason: 'FailedCreatePodSandBox', message, count: 9 }];
    passTime();
    expect((await watchPair()).pair.state).toBe('running');
    script.onWatch = (_, send) => {
      for (const pod of bothEnded) send('MODIFIED', pod);
    };
    expect((await watchPair()).pair).toEqual({ state: 'finished' });
  });

  test.each([
    ['a registry that does not answer yet', waiting('ErrImagePull', 'dial tcp: lookup registry: no such host')],
    ['a pull in its back-off', waiting('ImagePullBackOff', 'Back-off pulling image "i"')],
    ['a runtime that stumbled', waiting('CreateContainerError', 'context deadline exceeded')],
    ['a Secret that is not there yet', waiting('CreateContainerConfigError', 'secret "mesh" not found')],
    [
      'a place',
      { phase: 'Pending', conditions: unschedulable('0/1 nodes are available: 1 Insufficient cpu.')?.conditions },
    ],
  ])('for %s', async (_, status) => {
    script.pods = [podOf('sandboxed', status as ReturnType<typeof waiting>), podOf('ordinary')];
    passTime();
    expect((await watchPair()).pair.state).toBe('running');
    script.onWatch = (_watch, send) => {
      for (const pod of bothEnded) send('MODIFIED', pod);
    };
    expect((await watchPair()).pair).toEqual({ state: 'finished' });
  });

  test('after a failure that something has followed: the node’s handler is there now', async () => {
    script.pods = [podOf('sandboxed', waiting('ContainerCreating')), podOf('ordinary')];
    script.nodes = { 'node-1': ['runc'] };
    script.events = [
      { name: 'job-s-x', reason: 'FailedCreatePodSandBox', message: 'x: no runtime for "kata" is configured' },
      { name: 'job-s-x', reason: 'Pulling', message: 'Pulling image "i"', type: 'Normal' },
    ];
    passTime();
    expect((await watchPair()).pair.state).toBe('running');
  });

  test('and in the end tells what Kubernetes said last: conditions, containers and Events', async () => {
    const status = waiting('ImagePullBackOff', 'Back-off pulling image "i"');
    script.pods = [podOf('sandboxed', status), podOf('ordinary', ended(reportOf(hostBootId)))];
    script.events = [
      { name: 'job-s-x', reason: 'Failed', message: 'Failed to pull image "i": not found' },
      { name: 'job-s-x', reason: 'BackOff', message: 'Back-off pulling image "i"' },
    ];
    passTime();
    const { pair } = await watchPair();
    expect(pair).toMatchObject({
      state: 'running',
      waitingFor:
        'the sandboxed pod waits for its container (ImagePullBackOff). Kubernetes last said of the sandboxed pod: ' +
        'container probe waits (ImagePullBackOff: Back-off pulling image "i"); ' +
        'Failed: Failed to pull image "i": not found',
    });
  });
});

describe('evidence', () => {
  const silent = [podOf('sandboxed', ended()), podOf('ordinary', ended(reportOf(hostBootId)))];

  test('comes from the log where the termination message stayed empty', async () => {
    script.pods = silent;
    script.log = (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(reportOf(guestBootId));
    expect((await watchPair()).sandboxed?.evidence).toMatchObject({
      outcome: 'report',
      channel: 'log',
      report: { bootId: guestBootId },
    });
  });

  test('is none, with the reason, where the log may not be read', async () => {
    script.pods = silent;
    script.log = (_, response) =>
      json(response, 403, status(403, 'Forbidden', 'User "a" cannot get resource "pods/log"'));
    expect((await watchPair()).sandboxed?.evidence).toEqual({
      outcome: 'no-evidence',
      reason: 'Its termination message is empty and we may not read its log.',
    });
  });

  test('is not decided while the log cannot be read just now', async () => {
    script.pods = silent;
    script.log = (_, response) => json(response, 500, status(500, 'InternalError', 'kubelet timeout'));
    await expect(watchPair()).rejects.toMatchObject({ code: 'ServerFailed', message: 'kubelet timeout' });
  });

  test('of another run is none', async () => {
    script.pods = [podOf('sandboxed', ended(reportOf(guestBootId, 'n-2'))), silent[1] as ReturnType<typeof podOf>];
    expect((await watchPair()).sandboxed?.evidence).toMatchObject({ outcome: 'no-evidence' });
  });

  test('that is missing tells how the container ended', async () => {
    script.pods = [podOf('sandboxed', ended('oops', 137)), silent[1] as ReturnType<typeof podOf>];
    expect((await watchPair()).sandboxed?.evidence).toEqual({
      outcome: 'no-evidence',
      reason: 'The text is no report of the probe. Its container ended with exit code 137 (Error).',
    });
  });

  test.each([
    ['exit code 137 (Error)', ended(reportOf(guestBootId), 137)],
    ['ended as OOMKilled', changedEnd({ state: { terminated: { ...done, reason: 'OOMKilled' } } })],
    ['exit code unknown', changedEnd({ state: { terminated: { ...done, exitCode: undefined as unknown as number } } })],
    ['was started 3 times', changedEnd({ restartCount: 2 })],
    ['was started 1 times', changedEnd({ lastState: { terminated: done } })],
  ])('is none where the container %s', async (how, status) => {
    script.pods = [podOf('sandboxed', status), silent[1] as ReturnType<typeof podOf>];
    expect((await watchPair()).sandboxed?.evidence).toEqual({
      outcome: 'no-evidence',
      reason: expect.stringMatching(/^The report does not count\. Its container /),
    });
    expect((await watchPair()).sandboxed?.evidence).toMatchObject({ reason: expect.stringContaining(how) });
  });
});

describe('the pods of a pair', () => {
  const forged = (change: object) => {
    const pod = podOf('sandboxed', ended(reportOf(guestBootId)));
    const metadata = { ...pod.metadata, name: 'forged', uid: 'uid-forged', creationTimestamp: '2026-11-20T11:00:00Z' };
    return { ...pod, metadata: { ...metadata, ...change } };
  };
  const ours = podOf('sandboxed', ended(reportOf(hostBootId)));
  const ordinary = podOf('ordinary', ended(reportOf(hostBootId)));
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'job-s', uid: 'uid-another-job', controller: true };

  test.each([
    ['nobody controls', { ownerReferences: [] }],
    ['another Job of the same name controls', { ownerReferences: [owner] }],
    ['our Job owns without control', { ownerReferences: [{ ...owner, uid: 'uid-job-s', controller: false }] }],
    [
      'something else controls under the uid of our Job',
      { ownerReferences: [{ ...owner, kind: 'ReplicaSet', uid: 'uid-job-s' }] },
    ],
  ])('are not those with the label that %s, however new', async (_, change) => {
    script.pods = [forged(change), ours, ordinary];
    const { pair, sandboxed } = await watchPair();
    expect(pair).toEqual({ state: 'finished' });
    expect(sandboxed).toMatchObject({
      podName: 'job-s-x',
      binding: { strangers: ['forged'] },
      evidence: { report: { bootId: hostBootId } },
    });
  });

  test('are waited for while a stranger has ended already', async () => {
    script.pods = [forged({ ownerReferences: [] }), ordinary];
    script.onWatch = () => {
      aheadMs = hourMs;
    };
    const { pair, sandboxed } = await watchPair();
    expect(pair).toMatchObject({ state: 'running', waitingFor: expect.stringContaining('its Job to create it') });
    expect(sandboxed).toBeNull();
  });

  test('are two where somebody forged the owner, and then neither is believed', async () => {
    script.pods = [forged({}), ours, ordinary];
    expect((await watchPair()).sandboxed?.binding?.differences).toContain(
      'its Job has 2 pods, and which of them reported is not known',
    );
  });

  test('are compared with what we asked for, as a list and as a watch show them', async () => {
    script.pods = [ours, ordinary];
    const listed = await watchPair();
    script.pods = [podOf('sandboxed'), podOf('ordinary')];
    script.onWatch = (_, send) => {
      for (const pod of [ours, ordinary]) send('MODIFIED', pod);
    };
    const watched = await watchPair();
    expect(listed.sandboxed?.binding?.differences).toContain('container injected was injected');
    expect(watched.sandboxed?.binding).toEqual(listed.sandboxed?.binding);
  });

  test('name a class that was made anew since the Jobs were created', async () => {
    script.pods = [ours, ordinary];
    script.runtimeClass = { metadata: { name: 'kata-vm-isolation', uid: 'uid-newer' }, handler: 'kata' };
    expect((await watchPair()).sandboxed?.binding?.runtimeClassDoubt).toMatch(/made anew while the pod started/);
  });
});
