import { hasEnded, specOf } from '../../api/pod-shapes.ts';
import type { KubeObject } from '../../api/seams.ts';
import { matchesNode } from '../scheduler/match-node.ts';

/** Decides whether a node starts a pod that is bound to it. `node` is null until it has booted. */
export function judgeAdmission(
  pod: KubeObject,
  node: KubeObject | null,
  hasWorker: boolean,
): 'start' | 'reject' | 'ignore' {
  if (!node || hasWorker || hasEnded(pod)) return 'ignore';
  return matchesNode(specOf(pod), node) ? 'start' : 'reject';
}

/** Decides what a kubelet does with a pod that is being deleted. `worker` is the state of its own work on the pod. */
export function judgeDeletion(
  pod: KubeObject,
  worker: 'none' | 'working' | 'ended',
): { verdict: 'terminate'; graceSeconds: number } | { verdict: 'remove' } | { verdict: 'wait' } {
  const graceSeconds = pod.metadata.deletionGracePeriodSeconds ?? 0;
  if (worker === 'working') return { verdict: 'terminate', graceSeconds };
  return hasEnded(pod) && graceSeconds > 0 ? { verdict: 'remove' } : { verdict: 'wait' };
}

/** Marks a pod as refused by the kubelet's own admission (pkg/kubelet/lifecycle/predicate.go). Changes `pod`. */
export function markRejected(pod: KubeObject): void {
  Object.assign(pod['status'], {
    phase: 'Failed',
    reason: 'NodeAffinity',
    message: "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  });
}
