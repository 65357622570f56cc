import type { OrchestrationContext } from 'durable-functions';
import type { PodPairDeployment } from '../../activities/deploy-pod-pair.ts';
import type { PairRunOrder } from '../../activities/run-pod-pair.ts';
import type { NodeEvidence, NodeSnapshot, NodeVerdict } from '../../isolation/evidence.ts';
import { judgeNode } from '../../isolation/judge-node.ts';
import { type PodPairNames, podPairNames } from '../../isolation/pod-pair-names.ts';
import { rulesVersion } from '../../isolation/rules-version.ts';
import { selectToleratedTaints } from '../../isolation/select-tolerated-taints.ts';
import type { PairObservation, PairTrouble } from '../../ports/verification-cluster.ts';
import { cancellation } from '../../runs/conclude-run.ts';
import type { NodeProofInput } from '../../runs/requests.ts';
import { after, backOff, hasPassed } from '../back-off.ts';
import { pauseLookingForCancel } from '../pause.ts';
import { createStory, type Story } from '../story.ts';
import { askOnce, askUntil, askWithin, type Pause, type Stretch } from '../typed-call.ts';
import { never, waitUntil } from '../wait-until.ts';

/** How long we retry to remove a pair before we leave it to its TTL and the hourly sweep. */
const removalPatienceMs = 3 * 60_000;

/** The same where the end of the run's own namespace takes the pair with it, and is insisted on. */
const requestPatienceMs = 30_000;

/**
 * How long we retry to record what a node showed before its pair is removed: storage that is away for longer must not
 * hold the pods in the cluster.
 */
const recordingPatienceMs = 3 * 60_000;

/**
 * The same after the removal. The run waits for that, so this is not a whole day: the verdict is handed on all the same,
 * and only the evidence would be lost.
 */
const lateRecordingPatienceMs = 60 * 60_000;

/**
 * How much longer than the pair's deadline the Jobs live. Their end removes their pods, and the last look must still see
 * them, also when it comes late. Jobs that nobody removes end then by themselves.
 */
const outlivesDeadlineMs = 3 * 60_000;

/** The second read of the node has its own time limit, so that it also happens when the pair used up its deadline. */
const secondReadingPatienceMs = 60_000;

/**
 * How old the reading of a node and of the RuntimeClass may be when the proof begins: a chunk's list serves all of its
 * nodes, and those behind a pair that was in trouble for long are read again. Taints say where pods find a place.
 */
const freshMs = 2 * 60_000;

/** Whether a node's reading may serve a proof that begins now (milliseconds since the epoch). */
export function isFresh({ readAt }: Pick<NodeSnapshot, 'readAt'>, nowMs: number): boolean {
  return nowMs - Date.parse(readAt) < freshMs;
}

/** How the proof of a node ended. */
export interface NodeProof {
  verdict: NodeVerdict;
  pairRemoved: boolean;
  /** The run was cancelled before the pods had spoken. */
  cancelled: boolean;
}

/**
 * Orchestrator: runs the pod pair on a node that was read before, reads the node again, judges, writes the verdict down,
 * and removes the pair. It always ends with a verdict and never throws for what Azure or Kubernetes do, because a failure
 * here must not fail the proofs of other nodes.
 */
export function* proveNode(context: OrchestrationContext): Stretch<NodeProof> {
  const input = context.df.getInput<NodeProofInput>();
  const story = createStory(context, input.runId, input.sequence);
  const pair: Pair = { names: podPairNames(input, input.namespace), deployment: null, hasEnded: false };

  const evidence = yield* collectEvidence(context, story, input, pair);
  const { vmmNames } = input.options;
  const verdict = judgeNode(evidence, { vmmNames });
  const judgedUnder = { rules: rulesVersion, vmmNames };
  // First what is known, then the cleaning up: a cluster that does not answer must not hold the verdict back.
  const at = context.df.currentUtcDateTime.toISOString();
  const { freshForMs } = input.options;
  const judged = { poolName: input.poolName, evidence, verdict, judgedUnder };
  const line = story.compose(`${input.nodeName}: ${verdict.verdict}`, { detail: verdict.reason });
  const node = { runId: input.runId, node: judged, at, freshForMs, line };
  const record = (forMs: number) => askWithin(context, forMs, 5_000)('recordNode', node);
  const recorded = yield* record(recordingPatienceMs);
  const isOwed = !recorded.ok && recorded.failure.retryable;
  // What cannot be written down is told all the same.
  if (!recorded.ok && !isOwed) yield* askOnce(context)('recordStep', { runId: input.runId, lines: [line], change: {} });
  const pairRemoved = yield* removePair(context, input, pair);
  if (isOwed) yield* record(lateRecordingPatienceMs);
  return { verdict, pairRemoved, cancelled: evidence.failure?.code === cancellation.code };
}

/** What is known of the pair's objects in the cluster. */
interface Pair {
  names: PodPairNames;
  /** Null while it is not known what was made, if anything. */
  deployment: PodPairDeployment | null;
  /** Whether both pods have ended. Then they hold nothing of their node. */
  hasEnded: boolean;
}

function* collectEvidence(
  context: OrchestrationContext,
  story: Story,
  input: NodeProofInput,
  pair: Pair,
): Stretch<NodeEvidence> {
  const { cluster, nodeName, options } = input;
  const deadline = after(context.df.currentUtcDateTime, options.pairDeadlineMs);
  const pause = pauseLookingForCancel(context, input.runId);
  const unknown = { nodeName, before: null, after: null, sandboxed: null, ordinary: null };

  const fresh = isFresh(input.node, context.df.currentUtcDateTime.getTime());
  let before: NodeSnapshot | null = input.node;
  if (!fresh) {
    const read = yield* askUntil(context, deadline, 3_000, pause)('readNode', { cluster, nodeName });
    if (!read.ok) return { ...unknown, failure: inWords(read.failure) };
    before = read.value.node;
  }
  if (!before) return { ...unknown, failure: { code: 'NodeGone', message: `Node ${nodeName} no longer exists.` } };

  const runtimeClass = fresh ? input.runtimeClass : null;
  const seen = yield* runPair(context, story, { ...input, node: before, runtimeClass, pair, pause }, deadline);
  const { after: again, ...evidence } = seen;
  if (again) return { nodeName, before, after: again.node, ...evidence };
  const readAgain = askWithin(context, secondReadingPatienceMs, 2_000, pause);
  const afterwards = yield* readAgain('readNode', { cluster, nodeName });
  return { nodeName, before, after: afterwards.ok ? afterwards.value.node : null, ...evidence };
}

type PairEvidence = Pick<NodeEvidence, 'sandboxed' | 'ordinary' | 'failure'> & Pick<PairObservation, 'after'>;

interface PairToRun extends NodeProofInput {
  pair: Pair;
  pause: Pause;
}

function* runPair(
  context: OrchestrationContext,
  story: Story,
  { cluster, runId, nodeName, expiresAt, options, pair, node, runtimeClass, declaredTaints, pause }: PairToRun,
  deadline: Date,
): Stretch<PairEvidence> {
  const nonce = context.df.newGuid(`nonce:${nodeName}`);
  const order: PairOrder = {
    ...{ cluster, runId, names: pair.names, nonce, nodeName, expiresAt, runtimeClass },
    toleratedTaints: selectToleratedTaints(node.taints, declaredTaints),
    image: options.probeImage,
    runtimeClassName: options.runtimeClassName,
    activeDeadlineSeconds: Math.ceil((options.pairDeadlineMs + outlivesDeadlineMs) / 1000),
    watchMs: options.watchMs,
  };
  return yield* watchPair(context, story, order, { pair, deadline, pause });
}

type PairOrder = Omit<PairRunOrder, 'told' | 'deployment'>;

/**
 * Watches a pair, one bounded watch after the other, until both pods have reported, one cannot report, the run is
 * cancelled, or the deadline has passed. The first makes the pair. What is in a pod's way is told as soon as it is seen,
 * and then the waiting is done on durable timers, between short looks. What an earlier watch showed is kept where a later
 * one shows nothing.
 */
function* watchPair(
  context: OrchestrationContext,
  story: Story,
  order: PairOrder,
  { pair, deadline, pause }: { pair: Pair; deadline: Date; pause: Pause },
): Stretch<PairEvidence> {
  const ask = askUntil(context, deadline, 2_000, pause);
  const told: string[] = [];
  const shown: Omit<PairEvidence, 'failure'> = { sandboxed: null, ordinary: null, after: null };
  let waitingFor = '';
  for (let troubledLooks = 0; ; ) {
    const restMs = deadline.getTime() - context.df.currentUtcDateTime.getTime();
    const watchMs = Math.max(shortestWatchMs, troubledLooks > 0 ? 0 : Math.min(order.watchMs, restMs));
    const { deployment } = pair;
    const look = { ...order, deployment, watchMs, told: told.length < mostTold ? told : null };
    const seen = yield* ask('runPodPair', look);
    if (!seen.ok) return { ...shown, failure: withLastSeen(seen.failure, waitingFor) };
    const { pair: state, cancelRequested } = seen.value;
    pair.deployment = seen.value.deployment;
    shown.sandboxed = seen.value.sandboxed ?? shown.sandboxed;
    shown.ordinary = seen.value.ordinary ?? shown.ordinary;
    shown.after = seen.value.after;
    pair.hasEnded = state.state === 'finished' && !state.stillRuns;
    if (state.state === 'finished') return { ...shown, failure: null };
    if (state.state === 'failed') return { ...shown, failure: inWords(state) };
    if (cancelRequested) return { ...shown, failure: cancelled };
    waitingFor = state.waitingFor;
    const nowMs = context.df.currentUtcDateTime.getTime();
    if (hasPassed(nowMs, deadline.getTime())) return { ...shown, failure: deadlineExceeded(waitingFor) };
    yield* tellTroubles(story, order.nodeName, state.troubles, told);
    troubledLooks = state.troubles.length > 0 ? troubledLooks + 1 : 0;
    const nextMs = Math.min(deadline.getTime(), nowMs + backOff(firstTroubledPauseMs, troubledLooks - 1));
    if (troubledLooks > 0 && (yield* pause(new Date(nextMs)))) return { ...shown, failure: cancelled };
  }
}

/** Tells each trouble once, and does not insist: the pods are more urgent than the timeline. */
function* tellTroubles(story: Story, nodeName: string, troubles: PairTrouble[], told: string[]): Stretch<void> {
  for (const { id, message } of troubles.filter((trouble) => !told.includes(trouble.id)).slice(0, mostTold)) {
    told.push(id);
    yield* story.tell(`${nodeName}: ${message}`, { once: true });
  }
}

/** A watch that is shorter than this sees nothing. */
const shortestWatchMs = 1_000;

/** The wait after the first look at a pair in trouble. Activities are billed while they watch, and timers are not. */
const firstTroubledPauseMs = 5_000;

/** Most troubles of one pair that become lines of the timeline. */
const mostTold = 6;

/**
 * Deletes the pair until nothing of it is left. Returns false when something may be left. The end of the run's own
 * namespace, which is waited for, is the end of the pair, so there only pods that have not ended are asked to go: a VM
 * is theirs. Elsewhere the pair's TTL and the hourly sweep remove what is left at the deadline.
 */
function* removePair(
  context: OrchestrationContext,
  { cluster, options }: NodeProofInput,
  { names, deployment, hasEnded }: Pair,
): Stretch<boolean> {
  const order = { cluster, names, uids: deployment?.uids ?? null };
  if (options.namespace === null) {
    const request = askWithin(context, requestPatienceMs, 2_000);
    if (!hasEnded) yield* request('removePodPair', { ...order, awaitEnd: false });
    return false;
  }
  const deadline = after(context.df.currentUtcDateTime, removalPatienceMs);
  const ask = askUntil(context, deadline, 2_000);
  const ended = yield* waitUntil<true>(context, {
    deadline,
    firstDelayMs: 3_000,
    *poll() {
      const removed = yield* ask('removePodPair', { ...order, awaitEnd: true });
      if (!removed.ok) return never(removed.failure);
      return removed.value.gone ? { state: 'there', value: true } : { state: 'not-yet', waitingFor: 'The pods.' };
    },
  });
  return ended.end === 'reached';
}

const cancelled = { code: cancellation.code, message: 'The run was cancelled before the pods had spoken.' };

function deadlineExceeded(waitingFor: string): NodeEvidence['failure'] {
  return { code: 'DeadlineExceeded', message: `The pods did not finish in time: ${waitingFor}` };
}

function withLastSeen(failure: { code: string; message: string }, waitingFor: string): NodeEvidence['failure'] {
  const { code, message } = failure;
  return { code, message: waitingFor ? `${message} Before that, ${waitingFor}` : message };
}

function inWords({ code, message }: { code: string; message: string }): NodeEvidence['failure'] {
  return { code, message };
}
