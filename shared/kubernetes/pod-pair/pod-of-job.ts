import type { V1Pod } from '@kubernetes/client-node';
import type { PodRole } from '../../isolation/evidence.ts';
import type { PodPairNames } from '../../isolation/pod-pair-names.ts';

/** Set by the Job controller on every pod of a Job (Kubernetes 1.27 or later). */
export const jobNameLabel = 'batch.kubernetes.io/job-name';

export const podRoles: readonly PodRole[] = ['sandboxed', 'ordinary'];

export function selectPodsOfPair(names: PodPairNames): string {
  return `${jobNameLabel} in (${names.sandboxed},${names.ordinary})`;
}

/** The pod of a Job. Should the Job controller ever have made two, the one that came last speaks. */
export function findPodOfJob(pods: V1Pod[], jobName: string): V1Pod | null {
  const own = pods.filter((pod) => pod.metadata?.labels?.[jobNameLabel] === jobName);
  return own.sort((one, other) => creationMs(other) - creationMs(one))[0] ?? null;
}

/** Lists hold dates, watches hold their ISO form. */
function creationMs(pod: V1Pod): number {
  return new Date(pod.metadata?.creationTimestamp ?? 0).getTime();
}
