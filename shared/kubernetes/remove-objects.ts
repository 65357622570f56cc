import type { PodPairNames } from '../isolation/pod-pair-names.ts';
import type { ClusterApis } from './connection/cluster-apis.ts';
import { toClusterError } from './connection/cluster-error.ts';
import { deletionOf, isBeingDeleted, oursSelector } from './is-ours.ts';
import { jobNameLabel } from './pod-pair/pod-of-job.ts';

/**
 * Pauses between two looks. Pods without a grace period disappear within about a second, so longer waiting is left to
 * the caller.
 */
const pausesMs = [500, 1_000];

/**
 * Deletes a pair's Jobs with their pods. `gone` is true when nothing is left; with `awaitEnd` this waits a moment for
 * that. Idempotent; throws the errors of toClusterError.
 */
export async function removePodPair(
  apis: ClusterApis,
  names: PodPairNames,
  awaitEnd: boolean,
): Promise<{ gone: boolean }> {
  for (const pauseMs of awaitEnd ? [...pausesMs, null] : [null]) {
    if ((await removeRest(apis, names)) === 0) return { gone: true };
    if (pauseMs !== null) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return { gone: false };
}

/** Requests the deletion of every object of the pair that still exists, and returns how many there were. */
async function removeRest(apis: ClusterApis, { namespace, sandboxed, ordinary }: PodPairNames): Promise<number> {
  const pair = [sandboxed, ordinary];
  const jobs = (await apis.batch.listNamespacedJob({ namespace, labelSelector: oursSelector })).items.filter((job) =>
    pair.includes(job.metadata?.name ?? ''),
  );
  for (const job of jobs.filter((job) => !isBeingDeleted(job)))
    await unlessGone(
      apis.batch.deleteNamespacedJob({ namespace, name: job.metadata?.name ?? '', body: deletionOf(job) }),
    );
  // A Job that is deleted in the foreground goes after its pods.
  if (jobs.length > 0) return jobs.length;
  // Pods without a Job remain when the Job was deleted without them (its TTL, or somebody's --cascade=orphan).
  const podSelector = `${oursSelector},${jobNameLabel} in (${pair.join(',')})`;
  const pods = (await apis.core.listNamespacedPod({ namespace, labelSelector: podSelector })).items;
  for (const pod of pods.filter((pod) => !isBeingDeleted(pod)))
    await unlessGone(
      apis.core.deleteNamespacedPod({ namespace, name: pod.metadata?.name ?? '', body: deletionOf(pod) }),
    );
  return pods.length;
}

/**
 * Awaits a deletion. Not finding the object, or finding another object under its name (409 of the uid precondition),
 * counts as success.
 */
export async function unlessGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    const { code } = toClusterError(error);
    if (code !== 'NotFound' && code !== 'Conflict') throw error;
  }
}
