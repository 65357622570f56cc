import { describe, expect, test } from '@jest/globals';
import type { V1ContainerState, V1PodStatus } from '@kubernetes/client-node';
import { judgePodProgress } from '../../shared/kubernetes/pod-pair/judge-pod-progress.ts';

const containerOf = (name: string, state: V1ContainerState, more: object = {}) => {
  return { name, image: 'i', imageID: '', ready: false, restartCount: 0, state, ...more };
};

const judge = (status: V1PodStatus, nodeName: string | null = 'n', metadata: object = {}) =>
  judgePodProgress({ metadata, spec: { containers: [], ...(nodeName && { nodeName }) }, status });

const withProbe = (state: V1ContainerState, phase = 'Pending', more: V1PodStatus = {}) =>
  judge({ phase, containerStatuses: [containerOf('probe', state)], ...more });

describe('judgePodProgress', () => {
  test.each([
    ['ErrImagePull', 'pull'],
    ['ImagePullBackOff', 'pull'],
    ['RegistryUnavailable', 'pull'],
    ['ErrImageNeverPull', 'ErrImageNeverPull'],
    ['CreateContainerConfigError', 'CreateContainerConfigError'],
    ['CreateContainerError', 'CreateContainerError'],
    ['RunContainerError', 'RunContainerError'],
    ['PreStartHookError', 'PreStartHookError'],
    ['SomethingOfTomorrow', 'SomethingOfTomorrow'],
  ])('%s may heal: the kubelet tries again', (reason, kind) => {
    expect(withProbe({ waiting: { reason, message: 'words of the kubelet' } })).toEqual({
      state: 'waiting',
      waitingFor: `its container (${reason})`,
      troubles: [{ id: `probe/${kind}`, message: `container probe waits (${reason}: words of the kubelet)` }],
    });
  });

  test('a name that is no image never becomes one', () => {
    const waiting = { reason: 'InvalidImageName', message: 'couldn’t parse image name "a b"' };
    expect(withProbe({ waiting })).toMatchObject({ state: 'failed', code: 'InvalidImageName' });
    const init = { phase: 'Pending', initContainerStatuses: [containerOf('mesh', { waiting })] };
    expect(judge(init)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/^Init container mesh waits/),
    });
    const beside = { containerStatuses: [containerOf('probe', { running: {} }), containerOf('agent', { waiting })] };
    expect(judge({ phase: 'Pending', ...beside })).toMatchObject({ state: 'waiting', waitingFor: 'its report' });
  });

  test('an unschedulable pod waits, with the words of the scheduler', () => {
    const message = '0/3 nodes are available: 3 Insufficient memory.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    expect(judge({ phase: 'Pending', conditions }, null)).toEqual({
      state: 'waiting',
      waitingFor: 'the scheduler',
      troubles: [{ id: '/Unschedulable', message: `it has no place (Unschedulable: ${message})` }],
    });
  });

  test('a container that ended has had its say, whatever its exit code', () => {
    expect(withProbe({ terminated: { exitCode: 0, reason: 'Completed' } }, 'Running').state).toBe('ended');
    expect(withProbe({ terminated: { exitCode: 137, reason: 'OOMKilled' } }, 'Failed').state).toBe('ended');
    expect(judge({ phase: 'Succeeded' }).state).toBe('ended');
  });

  test('a report that was given before the pod was evicted counts', () => {
    const more = { reason: 'Evicted', message: 'low on memory' };
    expect(withProbe({ terminated: { exitCode: 0, reason: 'Completed' } }, 'Failed', more).state).toBe('ended');
  });

  test('a container that never started did not end', () => {
    const terminated = { exitCode: 128, reason: 'StartError', message: 'exec: "sh": not found' };
    expect(withProbe({ terminated }, 'Failed')).toEqual({
      state: 'failed',
      code: 'StartError',
      message: 'Container probe ended with exit code 128 (StartError: exec: "sh": not found).',
    });
  });

  test.each(['Evicted', 'Terminated', 'NodeShutdown', 'OutOfcpu', 'UnexpectedAdmissionError'])(
    'a pod that was %s says so, and not how its container was killed',
    (reason) => {
      const killed = { terminated: { exitCode: 137, reason: 'Error' } };
      const expected = { state: 'failed', code: reason, message: `${reason}: said the kubelet` };
      expect(withProbe(killed, 'Failed', { reason, message: 'said the kubelet' })).toEqual(expected);
      expect(judge({ phase: 'Failed', reason, message: 'said the kubelet' })).toEqual(expected);
    },
  );

  test.each(['PreemptionByScheduler', 'DeletionByTaintManager', 'EvictionByEvictionAPI', 'TerminationByKubelet'])(
    'a pod that is a target of %s is lost as soon as its deletion has begun',
    (reason) => {
      const conditions = [{ type: 'DisruptionTarget', status: 'True', reason, message: 'words of a controller' }];
      const running = { phase: 'Running', conditions, containerStatuses: [containerOf('probe', { running: {} })] };
      expect(judge(running).state).toBe('waiting');
      const deleted = judge(running, 'n', { deletionTimestamp: new Date(0) });
      expect(deleted).toEqual({ state: 'failed', code: reason, message: `${reason}: words of a controller` });
    },
  );

  test('a pod that somebody deleted gives no report', () => {
    expect(judge({ phase: 'Pending' }, null, { deletionTimestamp: new Date(0) })).toEqual({
      state: 'failed',
      code: 'PodDeleted',
      message: 'It was deleted while it waited for the scheduler.',
    });
  });

  test('a pod whose init container failed names it, and not itself', () => {
    const initContainerStatuses = [
      containerOf('cni-wait', { terminated: { exitCode: 0, reason: 'Completed' } }),
      containerOf('vault-agent', { terminated: { exitCode: 1, reason: 'Error', message: 'permission denied\n' } }),
    ];
    expect(judge({ phase: 'Failed', initContainerStatuses })).toEqual({
      state: 'failed',
      code: 'Error',
      message: 'Init container vault-agent ended with exit code 1 (Error: permission denied).',
    });
    expect(judge({ phase: 'Failed' })).toMatchObject({ code: 'PodFailed', message: expect.stringMatching(/\w/) });
  });

  test('tells for what a pod waits', () => {
    expect(judge({ phase: 'Pending' }, null)).toMatchObject({ waitingFor: 'the scheduler', troubles: [] });
    const creating = { waiting: { reason: 'ContainerCreating' } };
    expect(withProbe(creating)).toMatchObject({ waitingFor: 'its container (ContainerCreating)', troubles: [] });
    expect(withProbe({ running: {} }, 'Running')).toMatchObject({ waitingFor: 'its report', troubles: [] });
    const init = [containerOf('mesh', { running: {} }, { started: false })];
    const initializing = { waiting: { reason: 'PodInitializing' } };
    expect(withProbe(initializing, 'Pending', { initContainerStatuses: init })).toMatchObject({
      waitingFor: 'its init container mesh (running)',
      troubles: [],
    });
  });
});
