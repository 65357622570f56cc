import type { V1Job, V1Pod } from '@kubernetes/client-node';
import type { DeployedPair } from '../../isolation/deployed-pair.ts';
import type { PodRole } from '../../isolation/evidence.ts';
import type { PodPairNames } from '../../isolation/pod-pair-names.ts';
import type { PairObservation, PairState } from '../../ports/verification-cluster.ts';
import type { ClusterApis } from '../connection/cluster-apis.ts';
import { orNull } from '../connection/list-all.ts';
import { followPods, type PodFollower } from './follow-pods.ts';
import { judgePodProgress, type PodProgress } from './judge-pod-progress.ts';
import { observePair } from './observe-pair.ts';
import { findPodOfJob, isOfPair, podRoles, selectPodsOfPair } from './pod-of-job.ts';
import {
  readCreationTrouble,
  readLastWords,
  readPullTrouble,
  readSandboxTrouble,
  type Trouble,
} from './read-events.ts';

/** Limits of one watch, in milliseconds. */
export interface PairWatchOptions {
  /** When to stop, in milliseconds since the epoch by the clock `now`. */
  endsAtMs: number;
  /** Time between two reads of the Jobs and Events of a pair that does not start. */
  readEventsEveryMs: number;
  /** How long a trouble that may pass is given to pass. */
  graceMs: number;
  now: () => number;
}

/** After so many failures in a row we give up, because the caller can wait on a durable timer, which costs nothing. */
const patienceWithServer = 4;

/** Watches a pair until `endsAtMs` at the latest; see VerificationCluster.watchPodPair. */
export async function watchPodPair(
  apis: ClusterApis,
  pair: DeployedPair,
  options: PairWatchOptions,
): Promise<PairObservation> {
  const { names } = pair;
  const follower = followPods(apis, { namespace: names.namespace, labelSelector: selectPodsOfPair(names) });
  const own = { ...follower, pods: () => follower.pods()?.filter((pod) => isOfPair(pod, pair)) ?? null };
  try {
    const state = await awaitPair(apis, names, own, options);
    return { pair: plainState(state), ...(await observePair(apis, pair, follower.pods() ?? [])) };
  } finally {
    follower.stop();
  }
}

async function awaitPair(
  apis: ClusterApis,
  names: PodPairNames,
  follower: PodFollower,
  options: PairWatchOptions,
): Promise<PairState> {
  const endsAt = options.endsAtMs;
  // The grace must be shorter than the watch, or it would never end within one.
  const passing = createPassingTroubles(Math.min(options.graceMs, (endsAt - options.now()) / 2), options.now);
  let nextReadAt = options.now() + options.readEventsEveryMs;
  for (;;) {
    const trouble = follower.trouble();
    const late = options.now() >= endsAt;
    if (trouble && (!trouble.error.retryable || trouble.error.code === 'Forbidden')) throw trouble.error;
    if (trouble && (trouble.inARow >= patienceWithServer || late)) throw trouble.error;
    const pods = follower.pods();
    if (pods) {
      const state = judgePair(names, pods, passing);
      if (state.state !== 'running') return inFullWords(apis, names, pods, state);
      if (options.now() >= nextReadAt) {
        nextReadAt = options.now() + options.readEventsEveryMs;
        const found = await readHiddenTrouble(apis, names, pods).catch(() => null);
        if (found) return found;
      }
      if (late) return withLastWords(apis, names, pods, state);
    } else if (late) return { state: 'running', waitingFor: 'the API server' };
    const untilMs = Math.min(endsAt, nextReadAt, passing.nextAt() ?? endsAt);
    await follower.nextChange(Math.max(1, untilMs - options.now()));
  }
}

interface PassingTroubles {
  /** Notes the present trouble of a pod (null for none) and returns whether it has lasted longer than its grace. */
  hasLasted(role: PodRole, code: string | null): boolean;
  /** When the next grace ends, in milliseconds since the epoch; null when no pod has trouble. */
  nextAt(): number | null;
}

function createPassingTroubles(graceMs: number, now: () => number): PassingTroubles {
  const since = new Map<PodRole, { code: string; at: number }>();
  return {
    hasLasted(role, code) {
      if (code === null) return since.delete(role) && false;
      const first = since.get(role);
      if (first?.code !== code) since.set(role, { code, at: now() });
      return now() - (since.get(role)?.at ?? now()) >= graceMs;
    },
    nextAt: () => (since.size === 0 ? null : Math.min(...[...since.values()].map(({ at }) => at + graceMs))),
  };
}

type PairJudgement = PairState & { role?: PodRole };

function judgePair(names: PodPairNames, pods: V1Pod[], passing: PassingTroubles): PairJudgement {
  const seen = podRoles.map((role) => {
    const pod = findPodOfJob(pods, names[role]);
    const progress: PodProgress = pod
      ? judgePodProgress(pod)
      : { state: 'waiting', waitingFor: 'its Job to create it' };
    const lasted = passing.hasLasted(role, progress.state === 'trouble' ? progress.code : null);
    return { role, progress, lasted };
  });
  for (const { role, progress, lasted } of seen)
    if (progress.state === 'trouble' && (progress.persistent || lasted))
      return { state: 'failed', role, code: progress.code, message: progress.message };
  const open = seen.filter(({ progress }) => progress.state !== 'ended');
  if (open.length === 0) return { state: 'finished' };
  return { state: 'running', waitingFor: open.map(({ role, progress }) => inWords(role, progress)).join('; ') };
}

function inWords(role: PodRole, progress: PodProgress): string {
  if (progress.state === 'trouble') return `the ${role} pod has trouble: ${progress.message}`;
  return `the ${role} pod waits for ${'waitingFor' in progress ? progress.waitingFor : 'nothing'}`;
}

/**
 * For a failed pull, replaces the message with the one of its Event, which says more. If that cannot be read, the
 * message stays.
 */
async function inFullWords(
  apis: ClusterApis,
  names: PodPairNames,
  pods: V1Pod[],
  judgement: PairJudgement,
): Promise<PairState> {
  if (judgement.state !== 'failed' || !judgement.role) return judgement;
  const { role, code, message } = judgement;
  const pod = findPodOfJob(pods, names[role]);
  const fuller = pod && /Image/.test(code) ? await readPullTrouble(apis, pod).catch(() => null) : null;
  return fail(role, { code, message: fuller ?? message });
}

/** Adds to `waitingFor` the last warning about each pod that has not ended, or about its Job when there is no pod. */
async function withLastWords(
  apis: ClusterApis,
  names: PodPairNames,
  pods: V1Pod[],
  state: PairState,
): Promise<PairState> {
  if (state.state !== 'running') return state;
  const words: string[] = [];
  for (const role of podRoles) {
    const pod = findPodOfJob(pods, names[role]);
    if (pod && judgePodProgress(pod).state === 'ended') continue;
    const name = pod?.metadata?.name ?? names[role];
    const said = await readLastWords(apis, names.namespace, name).catch(() => null);
    if (said) words.push(`Kubernetes last said of the ${role} pod: ${said}`);
  }
  return { ...state, waitingFor: [state.waitingFor, ...words].join('. ') };
}

function fail(role: PodRole, { code, message }: Trouble): PairState {
  return { state: 'failed', code, message: `The ${role} pod: ${message}` };
}

/**
 * Reads what the pods themselves do not show: Events about failing sandboxes, and Jobs whose pods are refused or gone.
 */
async function readHiddenTrouble(apis: ClusterApis, names: PodPairNames, pods: V1Pod[]): Promise<PairState | null> {
  for (const role of podRoles) {
    const pod = findPodOfJob(pods, names[role]);
    const trouble = pod
      ? judgePodProgress(pod).state === 'starting' && (await readSandboxTrouble(apis, pod))
      : await readJobTrouble(apis, names.namespace, names[role]);
    if (trouble) return fail(role, trouble);
  }
  return null;
}

async function readJobTrouble(apis: ClusterApis, namespace: string, name: string): Promise<Trouble | null> {
  const job = await orNull(apis.batch.readNamespacedJob({ namespace, name }));
  if (!job) return { code: 'JobGone', message: `Job ${name} is no longer there: somebody has removed it.` };
  return (await readCreationTrouble(apis, namespace, name)) ?? findJobFailure(job);
}

function findJobFailure(job: V1Job): Trouble | null {
  const condition = job.status?.conditions?.find(({ type, status }) => type === 'Failed' && status === 'True');
  if (!condition) return null;
  return { code: condition.reason ?? 'JobFailed', message: condition.message ?? 'Its Job has failed.' };
}

/** Drops fields that the port does not have, such as `role`. */
function plainState(pair: PairState): PairState {
  if (pair.state === 'failed') return { state: 'failed', code: pair.code, message: pair.message };
  return pair.state === 'running' ? { state: 'running', waitingFor: pair.waitingFor } : { state: 'finished' };
}
