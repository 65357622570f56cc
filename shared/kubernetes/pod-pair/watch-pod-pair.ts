import type { V1Pod } from '@kubernetes/client-node';
import type { DeployedPair } from '../../isolation/deployed-pair.ts';
import type { PodRole } from '../../isolation/evidence.ts';
import type { PodPairNames } from '../../isolation/pod-pair-names.ts';
import { succeeds } from '../../plain/succeeds.ts';
import type { PairObservation, PairState } from '../../ports/verification-cluster.ts';
import type { ClusterApis } from '../connection/cluster-apis.ts';
import { readNode } from '../connection/snapshot-node.ts';
import { tryTwice } from '../connection/try-twice.ts';
import { followPods, type PodFollower, throwTrouble } from './follow-pods.ts';
import { judgePodProgress, type PodTrouble } from './judge-pod-progress.ts';
import { observePair } from './observe-pair.ts';
import { findPodOfJob, isOfPair, podRoles, selectPodsOfPair } from './pod-of-job.ts';
import { readJobStanding, readPodStanding, type Standing } from './read-standing.ts';
import { openInWords, type SeenPod, tellFailure, tellTroubles, tellWaiting } from './tell-pair.ts';

/** Limits of one watch, in milliseconds. */
export interface PairWatchOptions {
  /** When to stop, in milliseconds since the epoch by the clock `now`. */
  endsAtMs: number;
  /** Ends the watch early, at once. */
  signal: AbortSignal;
  /** Ids of the troubles that people know of. Any other ends the watch early. Null: none does. */
  told: readonly string[] | null;
  /** Time between two reads of the Jobs and Events of a pair in trouble. */
  readEventsEveryMs: number;
  now: () => number;
}

/** Watches a pair until `endsAtMs` at the latest; see VerificationCluster.watchPodPair. */
export async function watchPodPair(
  apis: ClusterApis,
  pair: DeployedPair,
  options: PairWatchOptions,
): Promise<PairObservation> {
  const { names, nodeName } = pair;
  const readAt = () => new Date(options.now()).toISOString();
  const follower = followPods(apis, { namespace: names.namespace, labelSelector: selectPodsOfPair(names) });
  const own = { ...follower, pods: () => follower.pods()?.filter((pod) => isOfPair(pod, pair)) ?? null };
  const stop = () => follower.stop();
  options.signal.addEventListener('abort', stop);
  try {
    const state = await awaitPair(apis, names, own, options);
    const over = state.state !== 'running';
    // Pods of the pair, or of others in its name, may be there that a watch has not come to yet.
    if (over && !follower.isWhole()) await tryTwice(() => follower.list());
    // Both at once. A node that cannot be read now is read again by whoever needs it.
    const [seen, after] = await Promise.all([
      observePair(apis, pair, follower.pods() ?? []),
      over ? readNode(apis, nodeName, readAt).catch(() => null) : null,
    ]);
    return { pair: state, ...seen, after };
  } finally {
    options.signal.removeEventListener('abort', stop);
    follower.stop();
  }
}

async function awaitPair(
  apis: ClusterApis,
  names: PodPairNames,
  follower: PodFollower,
  options: PairWatchOptions,
): Promise<PairState> {
  const { endsAtMs, signal, readEventsEveryMs, now } = options;
  let readAt = now();
  let troubles: PodTrouble[] = [];
  for (;;) {
    const late = now() >= endsAtMs;
    throwTrouble(follower, late);
    const pods = follower.pods();
    const seen = pods && seePair(names, pods);
    if (seen?.every(({ progress }) => progress.state === 'ended'))
      return { state: 'finished', ...(seen.some(stillRuns) && { stillRuns: true }) };
    for (const one of seen ?? [])
      if (one.progress.state === 'failed') return tellFailure(apis, names, one, one.progress);
    const open = (seen ?? []).filter(({ progress }) => progress.state === 'waiting');
    if (signal.aborted) return { state: 'running', waitingFor: openInWords(open), troubles };
    const nextReadAt = readAt + (isTroubled(open) ? 1 : patienceWithStart) * readEventsEveryMs;
    if (seen && (late || now() >= nextReadAt)) {
      // A watch that shows nothing in all that time may be held up on its way here, as by a proxy that gathers answers.
      if (!follower.isWhole() && (await succeeds(follower.list()))) continue;
      readAt = now();
      const found = await readStandings(apis, names, open);
      if ('state' in found) return found;
      troubles = found.troubles;
      const isNew = troubles.some(({ id }) => options.told !== null && !options.told.includes(id));
      if (late || isNew) return tellWaiting(apis, names, open, troubles);
      continue;
    }
    if (late) return { state: 'running', waitingFor: 'the API server', troubles };
    await follower.nextChange(Math.max(1, Math.min(endsAtMs, nextReadAt) - now()));
  }
}

/** A pod holds its VM, and its Job goes on, until all of its containers have ended. */
function stillRuns({ pod }: SeenPod): boolean {
  const phase = pod?.status?.phase ?? '';
  return phase !== 'Succeeded' && phase !== 'Failed';
}

/**
 * While the pods' own statuses tell of no trouble, what they do not show is read so many times less often: a sandboxed pod
 * takes seconds to start, longer where its image is pulled.
 */
const patienceWithStart = 4;

function isTroubled(open: readonly SeenPod[]): boolean {
  return open.some(({ progress }) => progress.state === 'waiting' && progress.troubles.length > 0);
}

function seePair(names: PodPairNames, pods: V1Pod[]): SeenPod[] {
  return podRoles.map((role) => {
    const pod = findPodOfJob(pods, names[role]);
    if (pod) return { role, pod, progress: judgePodProgress(pod) };
    return { role, pod, progress: { state: 'waiting', waitingFor: 'its Job to create it', troubles: [] } };
  });
}

/**
 * Reads what the pods' statuses do not show. The end of the wait when one will never report, otherwise every trouble of
 * now. What cannot be read just now is left out.
 */
async function readStandings(
  apis: ClusterApis,
  names: PodPairNames,
  open: readonly SeenPod[],
): Promise<PairState | { troubles: PodTrouble[] }> {
  const troubles: PodTrouble[] = [];
  // Both at once: where requests go by commands, they share one.
  const standings = await Promise.all(open.map((seen) => readStanding(apis, names, seen)));
  for (const [index, seen] of open.entries()) {
    const { role, pod, progress } = seen;
    const standing = standings[index];
    if (!standing || progress.state !== 'waiting') continue;
    // A Job that is over has had its pod, and our view of the pods may be older than our view of the Job.
    if (standing.failure && !pod && (await hasPod(apis, names, role).catch(() => true))) continue;
    if (standing.failure) return tellFailure(apis, names, seen, standing.failure);
    troubles.push(...tellTroubles(role, [...progress.troubles, ...standing.troubles]));
  }
  return { troubles };
}

async function readStanding(
  apis: ClusterApis,
  names: PodPairNames,
  { role, pod, progress }: SeenPod,
): Promise<Standing | null> {
  if (progress.state !== 'waiting') return null;
  const reading = pod ? readPodStanding(apis, pod, progress) : readJobStanding(apis, names.namespace, names[role]);
  return reading.catch(() => ({ failure: null, troubles: [] }));
}

async function hasPod(apis: ClusterApis, names: PodPairNames, role: PodRole): Promise<boolean> {
  const query = { namespace: names.namespace, labelSelector: selectPodsOfPair(names) };
  return findPodOfJob((await apis.core.listNamespacedPod(query)).items, names[role]) !== null;
}
