import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../../emulator/kubernetes/api/seams.ts';
import { judgeAdmission, judgeDeletion } from '../../../../../emulator/kubernetes/world/kubelet/judge-pod.ts';
import { podObject } from '../start-world.ts';

const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', labels: { disk: 'ssd' } }, spec: {} };
function pod(phase: string, spec = {}, deletionGracePeriodSeconds?: number): KubeObject {
  const made: KubeObject = { ...podObject('p', null, { nodeName: 'n', ...spec }), status: { phase } };
  if (deletionGracePeriodSeconds !== undefined) Object.assign(made.metadata, { deletionGracePeriodSeconds });
  return made;
}

describe('a pod that is bound to a node', () => {
  test('is started once the node has booted, and once only', () => {
    expect(judgeAdmission(pod('Pending'), null, false)).toBe('ignore');
    expect(judgeAdmission(pod('Pending'), node, false)).toBe('start');
    expect(judgeAdmission(pod('Pending'), node, true)).toBe('ignore');
  });

  test('is not started again when it has ended', () => {
    expect(judgeAdmission(pod('Failed'), node, false)).toBe('ignore');
  });

  test('is rejected by a node that its selector does not match', () => {
    expect(judgeAdmission(pod('Pending', { nodeSelector: { disk: 'hdd' } }), node, false)).toBe('reject');
    expect(judgeAdmission(pod('Pending', { nodeSelector: { disk: 'ssd' } }), node, false)).toBe('start');
  });
});

describe('a pod that was asked to go', () => {
  test('has its containers ended within its grace while they are worked on', () => {
    expect(judgeDeletion(pod('Running', {}, 7), 'working')).toEqual({ verdict: 'terminate', graceSeconds: 7 });
  });

  test('is removed when it has ended and nothing but its grace keeps it', () => {
    expect(judgeDeletion(pod('Succeeded', {}, 7), 'ended')).toEqual({ verdict: 'remove' });
    expect(judgeDeletion(pod('Succeeded', {}, 7), 'none')).toEqual({ verdict: 'remove' });
    expect(judgeDeletion(pod('Succeeded', {}, 0), 'ended')).toEqual({ verdict: 'wait' });
  });

  test('waits for its node while nobody works on it', () => {
    expect(judgeDeletion(pod('Pending', {}, 7), 'none')).toEqual({ verdict: 'wait' });
  });
});
