import { describe, expect, test } from '@jest/globals';
import type { V1ContainerState, V1PodStatus } from '@kubernetes/client-node';
import { judgePodProgress } from '../../shared/kubernetes/pod-pair/judge-pod-progress.ts';

const judge = (status: V1PodStatus, nodeName?: string) =>
  judgePodProgress({ spec: { containers: [], ...(nodeName ? { nodeName } : {}) }, status });

const withContainer = (state: V1ContainerState, phase = 'Pending') =>
  judge(
    { phase, containerStatuses: [{ name: 'probe', image: 'i', imageID: '', ready: false, restartCount: 0, state }] },
    'n',
  );

describe('judgePodProgress', () => {
  test.each([
    'ErrImagePull',
    'ImagePullBackOff',
    'InvalidImageName',
    'CreateContainerConfigError',
    'RunContainerError',
  ])('%s never heals by waiting', (reason) => {
    expect(withContainer({ waiting: { reason, message: 'words of the kubelet' } })).toEqual({
      state: 'trouble',
      code: reason,
      message: 'words of the kubelet',
      persistent: true,
    });
  });

  test('a runtime that stumbled gets a grace', () => {
    expect(withContainer({ waiting: { reason: 'CreateContainerError' } })).toMatchObject({ persistent: false });
  });

  test('an unschedulable pod gets a grace and keeps the words of the scheduler', () => {
    const message = '0/3 nodes are available: 3 Insufficient memory.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    expect(judge({ phase: 'Pending', conditions })).toEqual({
      state: 'trouble',
      code: 'Unschedulable',
      message,
      persistent: false,
    });
  });

  test('a container that ended has had its say, whatever its exit code', () => {
    expect(withContainer({ terminated: { exitCode: 0, reason: 'Completed' } }, 'Running').state).toBe('ended');
    expect(withContainer({ terminated: { exitCode: 137, reason: 'Error' } }, 'Failed').state).toBe('ended');
    expect(judge({ phase: 'Succeeded' }, 'n').state).toBe('ended');
  });

  test('a container that never started did not end', () => {
    const terminated = { exitCode: 128, reason: 'StartError', message: 'exec: "sh": not found' };
    expect(withContainer({ terminated }, 'Failed')).toMatchObject({ state: 'trouble', message: terminated.message });
  });

  test('a pod that the kubelet refused or evicted says why', () => {
    expect(judge({ phase: 'Failed', reason: 'Evicted', message: 'low on memory' }, 'n')).toMatchObject({
      state: 'trouble',
      code: 'Evicted',
      message: 'low on memory',
      persistent: true,
    });
    expect(judge({ phase: 'Failed' })).toMatchObject({ code: 'PodFailed', message: expect.stringMatching(/\w/) });
  });

  test('tells a pod without a node from one whose container does not start', () => {
    expect(judge({ phase: 'Pending' }).state).toBe('waiting');
    expect(withContainer({ waiting: { reason: 'ContainerCreating' } }).state).toBe('starting');
    expect(withContainer({ running: {} }, 'Running').state).toBe('waiting');
  });
});
