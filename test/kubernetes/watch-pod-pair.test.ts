import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import { createVerificationCluster } from '../../shared/kubernetes/kubernetes-verification-cluster.ts';
import {
  json,
  type ScriptedApiServer,
  startScriptedApiServer,
  status,
} from '../support/kubernetes/scripted-api-server.ts';
import {
  deployed,
  ended,
  type PodScript,
  podOf,
  reportOf,
  servePods,
  waiting,
} from '../support/kubernetes/scripted-pods.ts';
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

async function watchPair(options: { watchIdleMs?: number; graceMs?: number } = {}) {
  const adapter = createVerificationCluster({
    connections: { openConnection: async () => server.connection },
    readEventsEveryMs: 20,
    graceMs: 40,
    now: () => Date.now() + aheadMs,
    ...options,
  });
  return adapter.watchPodPair(cluster, deployed, hourMs);
}

const watches = () => server.requests.filter((request) => request.includes('watch=true'));

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

  test('does not insist where it may not list', async () => {
    script.first = (_, response) => {
      json(response, 403, status(403, 'Forbidden', 'pods is forbidden: User "a" cannot list resource "pods"'));
      return true;
    };
    await expect(watchPair()).rejects.toMatchObject({ code: 'Forbidden' });
    expect(server.requests).toHaveLength(1);
  });

  test('says what it waits for when its time is over', async () => {
    script.pods = [podOf('sandboxed', ended(reportOf(guestBootId))), podOf('ordinary', waiting('ContainerCreating'))];
    script.onWatch = () => {
      aheadMs = hourMs;
    };
    const { pair, sandboxed, ordinary } = await watchPair();
    expect(pair).toEqual({
      state: 'running',
      waitingFor: 'the ordinary pod waits for its container (ContainerCreating)',
    });
    expect(sandboxed?.evidence.outcome).toBe('report');
    expect(ordinary?.evidence).toEqual({ outcome: 'no-evidence', reason: 'The pod has not ended.' });
  });
});

describe('watchPodPair ends the wait early', () => {
  test('when an image cannot be pulled, in the words of the event', async () => {
    script.pods = [podOf('sandboxed', waiting('ImagePullBackOff', 'Back-off pulling image "i"')), podOf('ordinary')];
    script.events = [
      { name: 'job-s-x', reason: 'Failed', message: 'Failed to pull image "i": not found' },
      { name: 'job-s-x', reason: 'BackOff', message: 'Back-off pulling image "i"' },
    ];
    expect((await watchPair()).pair).toEqual({
      state: 'failed',
      code: 'ImagePullBackOff',
      message: 'The sandboxed pod: Failed to pull image "i": not found',
    });
  });

  test('when the node has no runtime for the handler', async () => {
    script.pods = [podOf('sandboxed', waiting('ContainerCreating')), podOf('ordinary')];
    const message =
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "kata" is configured';
    script.events = [{ name: 'job-s-x', reason: 'FailedCreatePodSandBox', message }];
    expect((await watchPair()).pair).toEqual({
      state: 'failed',
      code: 'FailedCreatePodSandBox',
      message: `The sandboxed pod: ${message}`,
    });
  });

  test('when a pod stays unschedulable, but not while it may still find room', async () => {
    const message = '0/1 nodes are available: 1 Insufficient memory.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    script.pods = [podOf('sandboxed', { phase: 'Pending', conditions }), podOf('ordinary')];
    script.onWatch = (_, send) => {
      for (const pod of bothEnded) send('MODIFIED', pod);
    };
    expect((await watchPair({ graceMs: hourMs })).pair).toEqual({ state: 'finished' });
    script.onWatch = () => undefined;
    expect((await watchPair()).pair).toEqual({
      state: 'failed',
      code: 'Unschedulable',
      message: `The sandboxed pod: ${message}`,
    });
  });

  test('when admission refuses the pods of a Job', async () => {
    const message =
      'Error creating: pods "job-s-" is forbidden: pod rejected: RuntimeClass "kata-vm-isolation" not found';
    script.events = [{ name: 'job-s', reason: 'FailedCreate', message }];
    expect((await watchPair()).pair).toEqual({
      state: 'failed',
      code: 'AdmissionDenied',
      message: `The sandboxed pod: ${message}`,
    });
  });

  test('when a Job has failed or is gone', async () => {
    const reason = { type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message: 'Job was active too long' };
    script.jobs = { 'job-s': { status: { conditions: [reason] } }, 'job-o': {} };
    expect((await watchPair()).pair).toMatchObject({ state: 'failed', code: 'DeadlineExceeded' });
    script.jobs = { 'job-s': {} };
    expect((await watchPair()).pair).toMatchObject({ state: 'failed', code: 'JobGone' });
  });
});

describe('watchPodPair waits on', () => {
  /** Lets so much time pass with every reading of Events that the watch is over after two. */
  const passTime = () => {
    script.first = (url) => {
      if (url.includes('/events?')) aheadMs += hourMs / 3;
      return false;
    };
  };
  const young = [
    'plugin type="cilium-cni" failed (add): dial unix /var/run/cilium/cilium.sock: connect: no such file or directory',
    'plugin type="calico" failed (add): stat /var/lib/calico/nodename: no such file or directory',
    'plugin failed (add): open /etc/cni/no runtime for "kata" is configured: not supported',
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

  test('after a failure that something has followed: the node’s handler is there now', async () => {
    script.pods = [podOf('sandboxed', waiting('ContainerCreating')), podOf('ordinary')];
    script.events = [
      { name: 'job-s-x', reason: 'FailedCreatePodSandBox', message: 'x: no runtime for "kata" is configured' },
      { name: 'job-s-x', reason: 'Pulling', message: 'Pulling image "i"' },
    ];
    passTime();
    expect((await watchPair()).pair.state).toBe('running');
  });

  test('and in the end tells what Kubernetes said last', async () => {
    script.pods = [podOf('sandboxed', waiting('ContainerCreating')), podOf('ordinary', ended(reportOf(hostBootId)))];
    script.events = [{ name: 'job-s-x', reason: 'FailedCreatePodSandBox', message: 'The VM did not boot.' }];
    passTime();
    const { pair } = await watchPair();
    expect(pair).toMatchObject({
      state: 'running',
      waitingFor: expect.stringMatching(
        /last said of the sandboxed pod: FailedCreatePodSandBox: The VM did not boot\./,
      ),
    });
    expect(pair).not.toMatchObject({ waitingFor: expect.stringContaining('of the ordinary pod') });
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
