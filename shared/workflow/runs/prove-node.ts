import type { OrchestrationContext } from 'durable-functions';
import type { Activities } from '../../activities/create-activities.ts';
import type { PodPairOrder } from '../../activities/deploy-pod-pair.ts';
import type { NodeEvidence, NodeSnapshot, NodeVerdict } from '../../isolation/evidence.ts';
import { judgeNode } from '../../isolation/judge-node.ts';
import { type PodPairNames, podPairNames } from '../../isolation/pod-pair-names.ts';
import { selectToleratedTaints } from '../../isolation/select-tolerated-taints.ts';
import type { NodeProofInput } from '../../runs/requests.ts';
import { after } from '../back-off.ts';
import { createStory } from '../story.ts';
import { type Ask, askUntil, askWithin, type Stretch } from '../typed-call.ts';
import { never, waitUntil } from '../wait-until.ts';

/** How long we retry to remove a pair before we leave it to its TTL and the hourly sweep. */
const removalPatienceMs = 3 * 60_000;

/**
 * How long we retry to record what a node showed. The run waits for that, so this is not a whole day: the verdict is
 * handed on all the same, and only the evidence would be lost.
 */
const recordingPatienceMs = 60 * 60_000;

/** The second read of the node has its own time limit, so that it also happens when the pair used up its deadline. */
const secondReadingPatienceMs = 60_000;

/**
 * Orchestrator: reads a node, runs the pod pair on it, reads it again, judges, and removes the pair. It always ends
 * with a verdict and never throws for what Azure or Kubernetes do, because a failure here must not fail the proofs of
 * other nodes.
 */
export function* proveNode(context: OrchestrationContext): Stretch<{ verdict: NodeVerdict; pairRemoved: boolean }> {
  const input = context.df.getInput<NodeProofInput>();
  const story = createStory(context, input.runId, input.sequence);
  const names = podPairNames(input.runId, input.nodeName, input.namespace);

  const evidence = yield* collectEvidence(context, input, names);
  const verdict = judgeNode(evidence, { vmmNames: input.options.vmmNames });
  const pairRemoved = yield* removePair(context, input, names);
  const record = askWithin(context, recordingPatienceMs, 5_000);
  const at = context.df.currentUtcDateTime.toISOString();
  const { freshForMs } = input.options;
  const node = { poolName: input.poolName, evidence, verdict };
  yield* record('recordNode', { runId: input.runId, node, at, freshForMs });
  yield* story.tell(`${input.nodeName}: ${verdict.verdict}`, { detail: verdict.reason });
  return { verdict, pairRemoved };
}

function* collectEvidence(
  context: OrchestrationContext,
  input: NodeProofInput,
  names: PodPairNames,
): Stretch<NodeEvidence> {
  const { cluster, nodeName, options } = input;
  const deadline = after(context.df.currentUtcDateTime, options.pairDeadlineMs);
  const ask = askUntil(context, deadline, 3_000);
  const unknown = { nodeName, before: null, after: null, sandboxed: null, ordinary: null };

  const before = yield* ask('readNode', { cluster, nodeName });
  if (!before.ok) return { ...unknown, failure: inWords(before.failure) };
  const { node } = before.value;
  if (!node) return { ...unknown, failure: { code: 'NodeGone', message: `Node ${nodeName} no longer exists.` } };

  const pair = yield* runPair(context, ask, input, names, node, deadline);
  const readAgain = askWithin(context, secondReadingPatienceMs, 2_000);
  const afterwards = yield* readAgain('readNode', { cluster, nodeName });
  return { nodeName, before: node, after: afterwards.ok ? afterwards.value.node : null, ...pair };
}

type PairEvidence = Pick<NodeEvidence, 'sandboxed' | 'ordinary' | 'failure'>;

function* runPair(
  context: OrchestrationContext,
  ask: Ask,
  input: NodeProofInput,
  names: PodPairNames,
  node: NodeSnapshot,
  deadline: Date,
): Stretch<PairEvidence> {
  const { cluster, runId, nodeName, expiresAt, options } = input;
  const nonce = context.df.newGuid(`nonce:${nodeName}`);
  const order: PodPairOrder = {
    ...{ cluster, runId, names, nonce, nodeName, expiresAt },
    toleratedTaints: selectToleratedTaints(node.taints, input.declaredTaints),
    image: options.probeImage,
    runtimeClassName: options.runtimeClassName,
    activeDeadlineSeconds: Math.ceil(options.pairDeadlineMs / 1000),
  };
  const deployed = yield* ask('deployPodPair', order);
  if (!deployed.ok) return unseen(deployed.failure);
  return yield* watchPair(context, { ...order, deployment: deployed.value, watchMs: options.watchMs }, deadline);
}

type PairWatch = Parameters<Activities['watchPodPair']>[0];

/**
 * Watches a pair, one bounded watch after the other, until both pods have reported, one cannot report, the run is
 * cancelled, or the deadline has passed.
 */
function* watchPair(context: OrchestrationContext, order: PairWatch, deadline: Date): Stretch<PairEvidence> {
  const ask = askUntil(context, deadline, 1_000);
  for (;;) {
    const seen = yield* ask('watchPodPair', order);
    if (!seen.ok) return unseen(seen.failure);
    const { pair, sandboxed, ordinary, cancelRequested } = seen.value;
    if (pair.state === 'finished') return { sandboxed, ordinary, failure: null };
    if (pair.state === 'failed') return { sandboxed, ordinary, failure: inWords(pair) };
    if (cancelRequested) return { sandboxed, ordinary, failure: cancelled };
    if (context.df.currentUtcDateTime >= deadline)
      return { sandboxed, ordinary, failure: deadlineExceeded(pair.waitingFor) };
  }
}

/**
 * Deletes the pair until nothing of it is left. Returns false when something is left at the deadline; its TTL and the
 * hourly sweep then remove it.
 */
function* removePair(
  context: OrchestrationContext,
  { cluster }: NodeProofInput,
  names: PodPairNames,
): Stretch<boolean> {
  const deadline = after(context.df.currentUtcDateTime, removalPatienceMs);
  const ask = askUntil(context, deadline, 2_000);
  const ended = yield* waitUntil<true>(context, {
    deadline,
    firstDelayMs: 3_000,
    *poll() {
      const removed = yield* ask('removePodPair', { cluster, names });
      if (!removed.ok) return never(removed.failure);
      return removed.value.gone ? { state: 'there', value: true } : { state: 'not-yet', waitingFor: 'The pods.' };
    },
  });
  return ended.end === 'reached';
}

const cancelled = { code: 'Cancelled', message: 'The run was cancelled before the pods had spoken.' };

function deadlineExceeded(waitingFor: string): NodeEvidence['failure'] {
  return { code: 'DeadlineExceeded', message: `The pods did not finish in time: ${waitingFor}` };
}

function unseen(failure: { code: string; message: string }): PairEvidence {
  return { sandboxed: null, ordinary: null, failure: inWords(failure) };
}

function inWords({ code, message }: { code: string; message: string }): NodeEvidence['failure'] {
  return { code, message };
}
