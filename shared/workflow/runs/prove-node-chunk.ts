import type { OrchestrationContext } from 'durable-functions';
import type { NodesToProve, NodeToProve } from '../../activities/list-nodes-to-prove.ts';
import { addFound, findWorst, type NodesFound } from '../../isolation/coverage.ts';
import { judgeNode } from '../../isolation/judge-node.ts';
import { placeOf } from '../../isolation/provable-pools.ts';
import { chunks } from '../../plain/chunks.ts';
import { nameSome } from '../../plain/name-some.ts';
import { shorten } from '../../plain/shorten.ts';
import { nodesOfChunk, runExpiresAt } from '../../runs/expiry.ts';
import type { NodesAhead } from '../../runs/nodes-ahead.ts';
import type { NodeProofInput, RunScope } from '../../runs/requests.ts';
import { pauseLookingForCancel } from '../pause.ts';
import { settleAll } from '../settle-all.ts';
import { createStory, type Story } from '../story.ts';
import { type Answer, askWithin, isCancelled, type Stretch } from '../typed-call.ts';
import { isFresh, type NodeProof } from './prove-node.ts';

/** Input of the orchestrator proveNodeChunk. */
export interface NodeChunkInput extends RunScope {
  namespace: string;
  /** ISO 8601: when the sweep may remove the pod pairs. */
  expiresAt: string;
  /** ISO 8601: no proof begins after this. */
  provingEnds: string;
  /** Number of this chunk in its run. */
  index: number;
  /** The name of the last node of the chunk before; null for the first chunk, and to begin again. */
  after: string | null;
  /** Nodes behind `after` were not looked at before. */
  unbegun?: boolean;
  /** Nodes that chunks before have proven, of so many in all. */
  done: number;
  total: number;
  /** The chunk's nodes, where they have been listed already. */
  listed?: NodesToProve;
  /** The chunk is to make the run's own namespace, which is not known to be there. */
  makesNamespace?: boolean;
  /** The chunk's nodes, where their names are known from the list of a chunk before. */
  named?: NodesAhead;
}

/** What a chunk led to. Its size is bounded, however large the pool. */
export interface NodeChunkEnd {
  /** The worst that was found in each place, where it was worse than inconclusive. */
  found: { poolName: string; worst: NodesFound }[];
  /** Number of nodes that were looked at. */
  looked: number;
  /** The `after` of the next chunk; null after the last one. */
  next: string | null;
  /** The nodes behind the chunk, where it has listed them. */
  ahead?: NodesAhead;
  cancelled: boolean;
  pairsRemoved: boolean;
  /** What came of making the run's own namespace; left out where that was not tried. */
  namespace?: Answer<'ensureNamespace'>;
}

/** How long the record of a node whose proof died is asked for. */
const recordPatienceMs = 10 * 60_000;

/**
 * Orchestrator: proves a chunk of the nodes in a run's scope, at most `parallelNodes` at a time. A pool may have a
 * thousand nodes: neither the history of the run nor what its chunks hand on may grow with it beyond what Durable
 * takes. What is known of each node is in storage.
 */
export function* proveNodeChunk(context: OrchestrationContext): Stretch<NodeChunkEnd> {
  const input = context.df.getInput<NodeChunkInput>();
  const { runId, options, index, provingEnds, makesNamespace = false } = input;
  const nowMs = context.df.currentUtcDateTime.getTime();
  const handedOn = input.listed?.nodes.every(({ node }) => isFresh(node, nowMs)) ? input.listed : null;
  const listed = handedOn ? { ok: true as const, value: handedOn } : yield* listNodes(context, input);
  const end: NodeChunkEnd = { found: [], looked: 0, next: null, cancelled: false, pairsRemoved: true };
  // The nodes stay without a verdict, and the coverage says so.
  if (!listed.ok) return { ...end, cancelled: isCancelled(listed) };
  const { runtimeClass, next, ahead } = listed.value;
  end.next = next;
  if (ahead) end.ahead = ahead;
  const story = createStory(context, runId, `${1000 + index}-`);
  for (const [batch, nodes] of chunks(listed.value.nodes, options.parallelNodes).entries()) {
    if (context.df.currentUtcDateTime.toISOString() > provingEnds) return { ...end, next: null };
    noteBatch(story, input, nodes, end.looked);
    if (makesNamespace && end.namespace === undefined) {
      end.namespace = yield* makeNamespace(story, input);
      if (!end.namespace.ok) return { ...end, next: null, cancelled: isCancelled(end.namespace) };
    }
    if (yield* story.flush()) return { ...end, cancelled: true };
    const proofs = yield* proveBatch(context, { ...input, runtimeClass }, nodes, batch);
    end.pairsRemoved &&= proofs.every((proof) => proof.pairRemoved);
    end.looked += nodes.length;
    count(end, nodes, proofs);
    if (proofs.some((proof) => proof.cancelled)) return { ...end, cancelled: true };
  }
  return end;
}

function listNodes(context: OrchestrationContext, input: NodeChunkInput): Stretch<Answer<'listNodesToProve'>> {
  const { runId, cluster, poolName, poolNames, options, after, unbegun, named } = input;
  const ask = askWithin(context, options.pairDeadlineMs, 3_000, pauseLookingForCancel(context, runId));
  const scope = { cluster, poolName, ...(poolNames && { poolNames }), ...(unbegun && { unbegun }) };
  const { runtimeClassName } = options;
  const page = { after, most: nodesOfChunk, ...(named && { named }) };
  return ask('listNodesToProve', { ...scope, runId, runtimeClassName, ...page });
}

/** Pods need their namespace, so what is told of the first batch travels with its making. */
function makeNamespace(story: Story, input: NodeChunkInput): Stretch<Answer<'ensureNamespace'>> {
  const { runId, cluster, namespace: name, expiresAt, options } = input;
  const ask = askWithin(story, options.pairDeadlineMs, 3_000, pauseLookingForCancel(story.context, runId));
  return ask('ensureNamespace', { cluster, name, runId, expiresAt });
}

function noteBatch(story: Story, input: NodeChunkInput, nodes: NodeToProve[], looked: number): void {
  const done = input.done + looked;
  story.note(
    `Proving ${nameSome(
      nodes.map(({ node }) => node.name),
      4,
    )}`,
    {
      percent: 60 + Math.min(30, Math.floor((30 * done) / input.total)),
      detail: `${done} of ${Math.max(input.total, done + nodes.length)} nodes proven`,
      // Only now do we know how long the run may take. After this expiry the hourly sweep takes the run for stuck.
      ...(looked === 0 && { change: { expiresAt: runExpiresAt(input.expiresAt, input.options) } }),
    },
  );
}

function* proveBatch(
  context: OrchestrationContext,
  chunk: NodeChunkInput & Pick<NodeProofInput, 'runtimeClass'>,
  nodes: NodeToProve[],
  batch: number,
): Stretch<NodeProof[]> {
  const { runId, cluster, namespace, expiresAt, options, index, runtimeClass } = chunk;
  const started = nodes.map(({ node, declaredTaints }, position) => {
    const sequence = `${1000 + index}-${batch}-${position}-`;
    const place = { runId, cluster, namespace, expiresAt, options };
    const { name: nodeName, poolName } = node;
    const input: NodeProofInput = { ...place, nodeName, poolName, node, runtimeClass, declaredTaints, sequence };
    // Not the node's name: it may be longer than an id, and a node that comes back is proven once more.
    return context.df.callSubOrchestrator('proveNode', input, `${runId}-node-${index}-${batch}-${position}`);
  });
  const proofs: NodeProof[] = [];
  for (const [position, end] of (yield* settleAll<NodeProof>(context, started)).entries())
    proofs.push(end.ok ? end.value : yield* concludeDead(context, runId, nodes[position] as NodeToProve, end.reason));
  return proofs;
}

/**
 * The verdict about a node whose proof died. It may have recorded its verdict before that, so the record is asked. A
 * dead proof takes no proof of another node with it.
 */
function* concludeDead(
  context: OrchestrationContext,
  runId: string,
  { node: { name: nodeName, poolName } }: NodeToProve,
  reason: string,
): Stretch<NodeProof> {
  const failure = { code: 'ProofDied', message: `The proof of the node ended before its time: ${reason}` };
  const ask = askWithin(context, recordPatienceMs, 2_000);
  const kept = yield* ask('concludeDeadProof', { runId, nodeName, poolName, failure });
  const unknown = { nodeName, before: null, after: null, sandboxed: null, ordinary: null, failure };
  return { verdict: kept.ok ? kept.value.verdict : judgeNode(unknown), pairRemoved: false, cancelled: false };
}

/** Only verdicts are counted here. */
const unread = { uid: null, bootId: null, guestBootId: null };

function count(end: NodeChunkEnd, nodes: NodeToProve[], proofs: NodeProof[]): void {
  for (const { verdict } of proofs) {
    const of = nodes.find(({ node }) => node.name === verdict.nodeName);
    const poolName = placeOf(of?.node ?? { poolName: null });
    const short = { ...verdict, reason: shorten(verdict.reason, 300), poolName, ...unread };
    const worst = findWorst([short]);
    if (worst) addTo(end.found, poolName, worst);
  }
}

/** Adds a finding to what was found in its place. */
export function addTo(found: NodeChunkEnd['found'], poolName: string, worst: NodesFound): void {
  const known = found.find((each) => each.poolName === poolName);
  if (known) known.worst = addFound(known.worst, worst) ?? worst;
  else found.push({ poolName, worst });
}
