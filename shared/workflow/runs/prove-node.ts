import type { OrchestrationContext } from 'durable-functions';
import type { NodeEvidence, NodeSnapshot, NodeVerdict } from '../../isolation/evidence.ts';
import { judgeNode } from '../../isolation/judge-node.ts';
import { podPairNames } from '../../isolation/pod-pair-names.ts';
import type { Failure, Outcome } from '../../ports/outcome.ts';
import type { PairObservation, PodPairNames } from '../../ports/verification-cluster.ts';
import type { NodeProofInput } from '../../runs/requests.ts';
import { after } from '../back-off.ts';
import { createStory } from '../story.ts';
import { call, callPatiently, type Patience, type Stretch } from '../typed-call.ts';

/** How long we insist on removing a pair before it is left to its TTL and the sweeper. */
const removalPatienceMs = 3 * 60_000;

/**
 * Proves one node: reads it, runs the pod pair on it, reads it again, judges, removes the pair. Always ends with a
 * verdict and never throws for what Azure or Kubernetes do, since its siblings' fate must not hang on it.
 */
export function* proveNode(context: OrchestrationContext): Stretch<{ verdict: NodeVerdict; pairRemoved: boolean }> {
  const input = context.df.getInput<NodeProofInput>();
  const story = createStory(context, input.runId, input.sequence);
  const names = podPairNames(input.runId, input.nodeName, input.namespace);

  const evidence = yield* collectEvidence(context, input, names);
  const verdict = judgeNode(evidence, { vmmNames: input.options.vmmNames });
  const pairRemoved = yield* removePair(context, input, names);
  yield* callPatiently(
    context,
    'recordNode',
    { runId: input.runId, node: { poolName: input.poolName, evidence, verdict } },
    patienceFrom(context, removalPatienceMs),
  );
  yield* story.tell(`${input.nodeName}: ${verdict.verdict}`, { detail: verdict.reason });
  return { verdict, pairRemoved };
}

function* collectEvidence(
  context: OrchestrationContext,
  input: NodeProofInput,
  names: PodPairNames,
): Stretch<NodeEvidence> {
  const deadline = after(context.df.currentUtcDateTime, input.options.pairDeadlineMs);
  const patience: Patience = { deadline, firstDelayMs: 3_000 };
  const place = { cluster: input.cluster, nodeName: input.nodeName };
  const evidence: NodeEvidence = {
    nodeName: input.nodeName,
    before: null,
    after: null,
    sandboxed: null,
    ordinary: null,
    failure: null,
  };

  const before = yield* callPatiently(context, 'readNode', place, patience);
  if (!before.ok) return { ...evidence, failure: inWords(before.failure) };
  evidence.before = before.value.node;
  if (!before.value.node) return { ...evidence, failure: nodeGone(input.nodeName) };

  const pair = yield* runPair(context, input, names, before.value.node, patience);
  if (!pair.ok) evidence.failure = inWords(pair.failure);
  else {
    evidence.sandboxed = pair.value.sandboxed;
    evidence.ordinary = pair.value.ordinary;
    if (pair.value.pair.state === 'failed') evidence.failure = inWords(pair.value.pair);
  }

  // The second look gets a patience of its own: a pair that used up the deadline still deserves its control.
  const afterwards = yield* callPatiently(context, 'readNode', place, patienceFrom(context, 60_000));
  if (afterwards.ok) evidence.after = afterwards.value.node;
  return evidence;
}

function* runPair(
  context: OrchestrationContext,
  input: NodeProofInput,
  names: PodPairNames,
  node: NodeSnapshot,
  patience: Patience,
): Stretch<Outcome<PairObservation>> {
  const { cluster, runId, options } = input;
  const nonce = context.df.newGuid(`nonce:${input.nodeName}`);
  const deployed = yield* callPatiently(
    context,
    'deployPodPair',
    {
      cluster,
      runId,
      names,
      nonce,
      nodeName: input.nodeName,
      taints: node.taints,
      probeImage: options.probeImage,
      runtimeClassName: options.runtimeClassName,
      activeDeadlineSeconds: Math.ceil(options.pairDeadlineMs / 1000),
      expiresAt: input.expiresAt,
    },
    patience,
  );
  if (!deployed.ok) return deployed;

  for (let unreachable = 0; ; ) {
    const seen = yield* call(context, 'watchPodPair', { cluster, runId, names, nonce, watchMs: options.watchMs });
    const nowMs = context.df.currentUtcDateTime.getTime();
    const late = nowMs >= patience.deadline.getTime();
    if (!seen.ok) {
      if (!seen.failure.retryable || late) return seen;
      const delayMs = seen.failure.retryAfterMs ?? Math.min(15_000, 1_000 * 2 ** unreachable++);
      yield context.df.createTimer(new Date(nowMs + delayMs));
      continue;
    }
    if (seen.value.pair.state !== 'running') return seen;
    const stop = seen.value.cancelRequested ? cancelled : late ? deadlineExceeded(seen.value.pair.waitingFor) : null;
    if (stop) return { ok: true, value: { ...seen.value, pair: { state: 'failed', ...stop } } };
  }
}

function* removePair(context: OrchestrationContext, input: NodeProofInput, names: PodPairNames): Stretch<boolean> {
  const deadline = after(context.df.currentUtcDateTime, removalPatienceMs);
  for (;;) {
    const removed = yield* callPatiently(
      context,
      'removePodPair',
      { cluster: input.cluster, names },
      { deadline, firstDelayMs: 2_000 },
    );
    if (!removed.ok) return false;
    if (removed.value.gone) return true;
    if (context.df.currentUtcDateTime >= deadline) return false;
    yield context.df.createTimer(after(context.df.currentUtcDateTime, 3_000));
  }
}

const cancelled = { code: 'Cancelled', message: 'The run was cancelled before the pods had spoken.' };

function deadlineExceeded(waitingFor: string): { code: string; message: string } {
  return { code: 'DeadlineExceeded', message: `The pods did not finish in time: ${waitingFor}` };
}

function nodeGone(nodeName: string): { code: string; message: string } {
  return { code: 'NodeGone', message: `Node ${nodeName} no longer exists.` };
}

function inWords({ code, message }: Pick<Failure, 'code' | 'message'>): { code: string; message: string } {
  return { code, message };
}

function patienceFrom(context: OrchestrationContext, ms: number): Patience {
  return { deadline: after(context.df.currentUtcDateTime, ms), firstDelayMs: 2_000 };
}
