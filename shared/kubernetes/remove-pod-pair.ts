import type { V1Pod } from '@kubernetes/client-node';
import type { PairToRemove } from '../ports/verification-cluster.ts';
import type { ClusterApis } from './connection/cluster-apis.ts';
import { tryTwice } from './connection/try-twice.ts';
import { deletionOf, isBeingDeleted, type Labelled, oursSelector } from './is-ours.ts';
import { followPods, throwTrouble } from './pod-pair/follow-pods.ts';
import { isControlledBy, podRoles, selectPodsOfPair } from './pod-pair/pod-of-job.ts';
import { unlessGone } from './unless-gone.ts';

/** How long to watch for the end of a pair: until `untilMs` by the clock `now`, in milliseconds since the epoch. */
interface Patience {
  untilMs: number;
  now: () => number;
}

/**
 * Deletes a pair's Jobs with their pods, and watches for the end of the pods if there is a `patience`. `gone` is true
 * when nothing is left. Idempotent; throws the errors of toClusterError.
 */
export async function removePodPair(
  apis: ClusterApis,
  pair: PairToRemove,
  patience: Patience | null,
): Promise<{ gone: boolean }> {
  const { namespace } = pair.names;
  const ends = await Promise.all(
    (await findJobs(apis, pair)).map(async (job) => ({ job, end: await deleteJob(apis, namespace, job) })),
  );
  if (!patience) return { gone: false };
  // Its pods may be there still, but the garbage collector knows of them. Those of a Job that was deleted without them
  // (its TTL, or somebody's --cascade=orphan) are deleted one by one.
  const collected = ends.flatMap(({ job, end }) => (end === 'absent' ? [] : [job.metadata?.uid ?? '']));
  const podsGone = await awaitPods(apis, pair, collected, patience);
  return { gone: podsGone && ends.every(({ end }) => end !== 'held') };
}

/** The Jobs by their uids, where these are known, and otherwise those of ours that are there under their names. */
async function findJobs(apis: ClusterApis, { names, uids }: PairToRemove): Promise<Labelled[]> {
  if (uids) return podRoles.map((role) => ({ metadata: { name: names[role], uid: uids[role] } }));
  const { namespace } = names;
  const { items } = await apis.batch.listNamespacedJob({ namespace, labelSelector: oursSelector });
  return items.filter(({ metadata }) => podRoles.some((role) => names[role] === metadata?.name));
}

/**
 * Deletes a Job at once, and leaves its pods to the garbage collector. `held`: finalizers of others keep the Job, which
 * the API server then answers with in place of a Status.
 */
async function deleteJob(apis: ClusterApis, namespace: string, job: Labelled): Promise<'deleted' | 'held' | 'absent'> {
  const body = { ...deletionOf(job), propagationPolicy: 'Background' };
  const name = job.metadata?.name ?? '';
  const answer = await unlessGone(tryTwice(() => apis.batch.deleteNamespacedJob({ namespace, name, body })));
  if (!answer) return 'absent';
  return answer.kind === 'Status' ? 'deleted' : 'held';
}

/** Watches for the end of the pair's pods. False when some are left at the end of the patience. */
async function awaitPods(
  apis: ClusterApis,
  { names }: PairToRemove,
  collected: readonly string[],
  { untilMs, now }: Patience,
): Promise<boolean> {
  const labelSelector = `${oursSelector},${selectPodsOfPair(names)}`;
  const follower = followPods(apis, { namespace: names.namespace, labelSelector, listFirst: true });
  const asked = new Set(collected);
  try {
    for (;;) {
      const late = now() >= untilMs;
      throwTrouble(follower, late);
      const left = follower.left();
      if (left?.length === 0) return true;
      if (late) return false;
      for (const pod of left ?? []) await deleteAlone(apis, pod, asked);
      await follower.nextChange(Math.max(1, untilMs - now()));
    }
  } finally {
    follower.stop();
  }
}

/** Deletes a pod, once, unless one of the Jobs with these uids takes it along. `asked` holds the uids of both. */
async function deleteAlone(apis: ClusterApis, pod: V1Pod, asked: Set<string>): Promise<void> {
  const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
  if (isBeingDeleted(pod) || asked.has(uid) || [...asked].some((jobUid) => isControlledBy(pod, jobUid))) return;
  asked.add(uid);
  await unlessGone(apis.core.deleteNamespacedPod({ namespace, name, body: deletionOf(pod) }));
}
