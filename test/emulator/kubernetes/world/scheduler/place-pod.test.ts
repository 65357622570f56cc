import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../../emulator/kubernetes/api/seams.ts';
import {
  awaitsNode,
  bindTo,
  markUnschedulable,
  placePod,
} from '../../../../../emulator/kubernetes/world/scheduler/place-pod.ts';
import { createScheduledPods } from '../../../../../emulator/kubernetes/world/scheduler/scheduled-pods.ts';
import { image, podObject } from '../start-world.ts';

const node = (name: string, more: Record<string, unknown> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec: more,
  status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } },
});
const pod = (name: string, memory: string, spec = {}, status = {}): KubeObject => {
  const resources = { requests: { cpu: '1', memory } };
  const containers = [{ name: 'probe', image, resources }];
  return { ...podObject(name, null, { schedulerName: 'default-scheduler', containers, ...spec }), status };
};
const onNode = (nodeName: string, memory: string, status = { phase: 'Running' }) =>
  pod(`on-${nodeName}`, memory, { nodeName }, status);
const place = (nodes: KubeObject[], pods: KubeObject[]) =>
  placePod(pod('p', '2Gi'), { nodes, podsOn: createScheduledPods(pods).on, nodesFull: false });

describe('a pod that awaits its node', () => {
  test('goes to the emptiest of those that fit', () => {
    const pods = [onNode('a', '4Gi'), onNode('b', '1Gi')];
    expect(place([node('a'), node('b')], pods)).toEqual({ outcome: 'bind', nodeName: 'b' });
    expect(place([node('a'), node('b', { unschedulable: true })], pods)).toEqual({ outcome: 'bind', nodeName: 'a' });
  });

  test('finds the room of pods that have ended', () => {
    expect(place([node('a')], [onNode('a', '7Gi')]).outcome).toBe('unschedulable');
    expect(place([node('a')], [onNode('a', '7Gi', { phase: 'Succeeded' })]).outcome).toBe('bind');
  });

  test('hears how many nodes there are and why none fits', () => {
    const placement = place([node('a'), node('b', { unschedulable: true })], [onNode('a', '7Gi')]);
    expect(placement).toMatchObject({ message: expect.stringMatching(/^0\/2 nodes are available: /) });
    expect(placement).toMatchObject({ message: expect.stringContaining('1 Insufficient memory') });
  });

  test('is one that is bound nowhere, stays, and is not held back', () => {
    expect(awaitsNode(pod('p', '1Gi'))).toBe(true);
    expect(awaitsNode(pod('p', '1Gi', { nodeName: 'a' }))).toBe(false);
    expect(awaitsNode(pod('p', '1Gi', { schedulingGates: [{ name: 'g' }] }))).toBe(false);
    expect(awaitsNode(pod('p', '1Gi', { schedulerName: 'other' }))).toBe(false);
    expect(awaitsNode(pod('p', '1Gi', {}, { phase: 'Failed' }))).toBe(false);
    const gone = pod('p', '1Gi');
    gone.metadata.deletionTimestamp = '2026-11-20T08:00:00Z';
    expect(awaitsNode(gone)).toBe(false);
  });

  test('says no more why it had no node once it has one', () => {
    const late = pod('p', '1Gi');
    markUnschedulable(late, 'no room', '2026-11-20T08:00:00Z');
    expect(late['status'].conditions).toMatchObject([{ status: 'False', reason: 'Unschedulable', message: 'no room' }]);
    bindTo(late, 'a', '2026-11-20T08:00:05Z');
    expect(late['spec'].nodeName).toBe('a');
    expect(late['status'].conditions).toEqual([
      { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: '2026-11-20T08:00:05Z' },
    ]);
  });
});
