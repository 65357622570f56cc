import { KataproofError } from '../errors/kataproof-error.ts';
import { runLabelValue } from '../isolation/labels.ts';
import type { PodPairNames } from '../isolation/pod-pair-names.ts';
import type { ClusterApis } from './connection/cluster-apis.ts';
import { toClusterError } from './connection/cluster-error.ts';
import { orNull } from './connection/list-all.ts';
import { deletionOf, isBeingDeleted, isOfRun, oursSelector } from './is-ours.ts';
import { jobNameLabel } from './pod-pair/pod-of-job.ts';

/**
 * Pauses between two checks. Pods without a grace period disappear either at once or only after seconds, so longer
 * waiting is left to the caller.
 */
const pausesMs = [150, 400, 800];

/**
 * Deletes a pair's Jobs with their pods and waits a moment for them to disappear. `gone` is true when nothing is left.
 * Idempotent; throws the errors of toClusterError.
 */
export async function removePodPair(apis: ClusterApis, names: PodPairNames): Promise<{ gone: boolean }> {
  for (const pauseMs of [...pausesMs, null]) {
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
  const podSelector = `${oursSelector},${jobNameLabel} in (${pair.join(',')})`;
  const pods = (await apis.core.listNamespacedPod({ namespace, labelSelector: podSelector })).items;
  for (const job of jobs.filter((job) => !isBeingDeleted(job)))
    await unlessGone(
      apis.batch.deleteNamespacedJob({ namespace, name: job.metadata?.name ?? '', body: deletionOf(job) }),
    );
  // Deleting a Job deletes its pods. Pods without a Job remain when the Job was deleted without them (its TTL, or
  // somebody's --cascade=orphan).
  for (const pod of jobs.length === 0 ? pods.filter((pod) => !isBeingDeleted(pod)) : [])
    await unlessGone(
      apis.core.deleteNamespacedPod({ namespace, name: pod.metadata?.name ?? '', body: deletionOf(pod) }),
    );
  return jobs.length + pods.length;
}

/** Deletes the namespace if it is of this run. `found`: there was one. */
export async function removeNamespace(
  apis: ClusterApis,
  name: string,
  runId: string,
): Promise<{ gone: boolean; found: boolean }> {
  const existing = await orNull(apis.core.readNamespace({ name }));
  if (!existing) return { gone: true, found: false };
  if (!isOfRun(existing, runLabelValue(runId)))
    throw new KataproofError('NotOurs', `Namespace ${name} is not of run ${runId}. It was left alone.`);
  if (!isBeingDeleted(existing)) await unlessGone(apis.core.deleteNamespace({ name, body: deletionOf(existing) }));
  return { gone: (await orNull(apis.core.readNamespace({ name }))) === null, found: true };
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
