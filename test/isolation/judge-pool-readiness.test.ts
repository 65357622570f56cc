import { describe, expect, test } from '@jest/globals';
import type { NodeSnapshot } from '../../shared/isolation/evidence.ts';
import { judgePoolReadiness, type PoolSight } from '../../shared/isolation/judge-pool-readiness.ts';

const node: NodeSnapshot = {
  name: 'aks-kata-1-vmss000000',
  uid: 'u',
  poolName: 'kata',
  ready: true,
  unschedulable: false,
  kataLabel: true,
  runtimeHandlers: ['', 'runc', 'kata'],
  bootId: '0f6a1c52-90ab-4cde-8123-4567890abcde',
  kernelRelease: '6.6.137.mshv2-2.azl3',
  nodeImageVersion: null,
  osImage: '',
  containerRuntimeVersion: '',
  kubeletVersion: '',
  taints: [],
  readAt: '2026-01-01T00:00:00Z',
};

function sight(
  change: Partial<PoolSight['pool']> | null,
  nodes: NodeSnapshot[],
  runtimeClassPresent = true,
): PoolSight {
  const pool = { provisioningState: 'Succeeded', powerState: 'Running', provisioningError: null, count: 2 } as const;
  return { pool: change === null ? null : { ...pool, ...change }, nodes, runtimeClassPresent };
}

describe('judgePoolReadiness', () => {
  test('is ready when ARM, every node and the RuntimeClass are', () => {
    expect(judgePoolReadiness(sight({}, [node, node]))).toEqual({ state: 'ready', readyNodes: 2 });
  });

  test('is partly ready while some nodes are missing or not ready', () => {
    expect(judgePoolReadiness(sight({}, [node])).state).toBe('partly-ready');
    expect(judgePoolReadiness(sight({}, [node, { ...node, ready: false }])).state).toBe('partly-ready');
  });

  test.each([
    ['no node has registered', []],
    ['no node is Ready', [{ ...node, ready: false }]],
    ['the Kata label is missing', [{ ...node, kataLabel: false }]],
    ['no Kata handler is listed', [{ ...node, runtimeHandlers: ['', 'runc'] }]],
  ])('waits while %s, whatever the RuntimeClass says', (_, nodes) => {
    expect(judgePoolReadiness(sight({}, nodes)).state).toBe('waiting');
  });

  test('tells an absent RuntimeClass apart from all else that is missing', () => {
    expect(judgePoolReadiness(sight({}, [node, node], false)).state).toBe('class-absent');
    expect(judgePoolReadiness(sight({}, [], false)).state).toBe('waiting');
  });

  test.each(['Creating', 'Updating', 'Scaling', 'UpgradingNodeImageVersion', 'SomethingNew'])(
    'waits while ARM says %s, which may be any text',
    (provisioningState) => {
      expect(judgePoolReadiness(sight({ provisioningState }, [node, node])).state).toBe('waiting');
    },
  );

  test('fails with the words of the provisioning error, in any case of the state', () => {
    const provisioningError = { code: 'AllocationFailed', message: 'No capacity.' };
    for (const provisioningState of ['Failed', 'failed', 'Canceled'])
      expect(judgePoolReadiness(sight({ provisioningState, provisioningError }, []))).toEqual({
        state: 'failed',
        ...provisioningError,
      });
  });

  test('fails when the pool is gone, going or stopped', () => {
    expect(judgePoolReadiness(sight(null, []))).toMatchObject({ state: 'failed', code: 'NodePoolGone' });
    expect(judgePoolReadiness(sight({ provisioningState: 'Deleting' }, []))).toMatchObject({ code: 'NodePoolGone' });
    expect(judgePoolReadiness(sight({ powerState: 'Stopped' }, []))).toMatchObject({ code: 'NodePoolStopped' });
  });
});
