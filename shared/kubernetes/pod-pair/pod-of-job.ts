import type { V1Pod } from '@kubernetes/client-node';
import type { DeployedPair } from '../../isolation/deployed-pair.ts';
import type { PodRole } from '../../isolation/evidence.ts';
import type { PodPairNames } from '../../isolation/pod-pair-names.ts';

/** The label that the Job controller sets on every pod of a Job (Kubernetes 1.27 or later). */
export const jobNameLabel = 'batch.kubernetes.io/job-name';

export const podRoles: readonly PodRole[] = ['sandboxed', 'ordinary'];

/** The label selector of the pods of both Jobs. */
export function selectPodsOfPair(names: PodPairNames): string {
  return `${jobNameLabel} in (${names.sandboxed},${names.ordinary})`;
}

/** Whether the Job with this uid controls the pod. The label alone says nothing, because anybody may set it. */
export function isControlledBy(pod: V1Pod, jobUid: string): boolean {
  const controller = pod.metadata?.ownerReferences?.find((owner) => owner.controller);
  return jobUid !== '' && controller?.kind === 'Job' && controller.uid === jobUid;
}

/** Whether one of the pair's Jobs controls the pod. */
export function isOfPair(pod: V1Pod, { uids }: DeployedPair): boolean {
  return podRoles.some((role) => isControlledBy(pod, uids[role]));
}

/** Finds the pod of a Job; null when there is none. If the Job controller created two, the newer one counts. */
export function findPodOfJob(pods: V1Pod[], jobName: string): V1Pod | null {
  const own = pods.filter((pod) => pod.metadata?.labels?.[jobNameLabel] === jobName);
  return own.sort((one, other) => creationMs(other) - creationMs(one))[0] ?? null;
}

/** A list gives dates; a watch gives their ISO 8601 text. */
function creationMs(pod: V1Pod): number {
  return new Date(pod.metadata?.creationTimestamp ?? 0).getTime();
}
