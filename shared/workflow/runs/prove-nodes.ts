import type { OrchestrationContext } from 'durable-functions';
import type { UnprovablePlace } from '../../activities/list-nodes-to-prove.ts';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { NodeVerdict } from '../../isolation/evidence.ts';
import { judgeNode } from '../../isolation/judge-node.ts';
import { judgePool } from '../../isolation/judge-pool.ts';
import { runNamespace } from '../../isolation/pod-pair-names.ts';
import { placeOf } from '../../isolation/provable-pools.ts';
import { chunks } from '../../plain/chunks.ts';
import { type Proof, type Residue, unproven } from '../../runs/conclude-run.ts';
import type { NodeProofInput, WorkflowOptions } from '../../runs/requests.ts';
import { after } from '../back-off.ts';
import { settleAll } from '../settle-all.ts';
import type { Story } from '../story.ts';
import { askWithin, type Stretch } from '../typed-call.ts';

/** How long the record of a node whose proof died is asked for. */
const recordPatienceMs = 10 * 60_000;

/** Which nodes a run proves. */
export interface Scope {
  runId: string;
  cluster: ClusterReference;
  /** Null for every Kata node of the cluster, whoever made it (node auto-provisioning included). */
  poolName: string | null;
  /** Where `poolName` is null: only the nodes of these pools. A pool without a node is inconclusive. */
  poolNames?: string[];
  options: WorkflowOptions;
}

interface NodeToProve {
  name: string;
  poolName: string | null;
  declaredTaints: string[] | null;
}

interface NodeProof {
  verdict: NodeVerdict;
  pairRemoved: boolean;
}

/**
 * Proves every node in scope, at most `parallelNodes` at a time, and gives each pool the verdict of its worst node.
 * Never throws for what Azure or Kubernetes do.
 */
export function* proveNodes(context: OrchestrationContext, story: Story, scope: Scope): Stretch<Proof> {
  const { runId, cluster, poolName, poolNames, options } = scope;
  const ask = askWithin(context, options.pairDeadlineMs, 3_000);
  const listed = yield* ask('listNodesToProve', { cluster, poolName, ...(poolNames && { poolNames }) });
  const asked = poolName === null ? (poolNames ?? []) : [poolName];
  if (!listed.ok) return nothing(`The nodes could not be listed: ${listed.failure.message}`, asked);
  const unprovable = namesOf(listed.value.unprovable);
  const wanted = asked.filter((name) => !unprovable.includes(name));
  const nodes = listed.value.nodes.map(({ name, poolName: pool }): NodeToProve => {
    return { name, poolName: pool, declaredTaints: listed.value.declaredTaints?.[pool ?? ''] ?? null };
  });
  if (nodes.length === 0) return { ...nothing(whyNoNode(listed.value.unprovable, wanted), wanted), unprovable };

  const namespace = options.namespace ?? runNamespace(runId);
  const batches = chunks(nodes, options.parallelNodes);
  const provingMs = batches.length * options.pairDeadlineMs;
  const expiresAt = after(context.df.currentUtcDateTime, provingMs + options.expiryMs).toISOString();
  if (options.namespace === null) {
    const made = yield* ask('ensureNamespace', { cluster, name: namespace, runId, expiresAt });
    if (!made.ok)
      return nothing(
        `The namespace ${namespace} could not be made: ${made.failure.message}`,
        placesOf(nodes, wanted),
        'namespace',
      );
  }

  const { proven, cancelled } = yield* proveBatches(context, story, scope, batches, { namespace, expiresAt });
  const verdicts = proven.map((proof) => proof.verdict);
  return {
    pools: judgePools(nodes, verdicts, wanted),
    nodes: verdicts,
    residue: residueOf(proven),
    cancelled,
    problem: null,
    unprovable,
  };
}

function namesOf(places: UnprovablePlace[]): string[] {
  return places.flatMap(({ poolName }) => poolName ?? []);
}

function whyNoNode(unprovable: UnprovablePlace[], wanted: string[]): string {
  const reasons = [...new Set(unprovable.map(({ reason }) => reason))];
  return wanted.length > 0 || reasons.length === 0 ? 'There is no Kata node to prove.' : reasons.join(' ');
}

function* proveBatches(
  context: OrchestrationContext,
  story: Story,
  scope: Scope,
  batches: NodeToProve[][],
  place: Pick<NodeProofInput, 'namespace' | 'expiresAt'>,
): Stretch<{ proven: NodeProof[]; cancelled: boolean }> {
  const proven: NodeProof[] = [];
  for (const [index, batch] of batches.entries()) {
    const cancelled = yield* story.tell(`Proving ${batch.map((node) => node.name).join(', ')}`, {
      percent: 60 + Math.floor((30 * index) / batches.length),
      detail: `${proven.length} of ${batches.flat().length} nodes proven`,
      // Only now do we know how long the run may take. After this expiry the hourly sweep takes the run for stuck.
      ...(index === 0 && { change: { expiresAt: place.expiresAt } }),
    });
    if (cancelled) return { proven, cancelled };
    const started = batch.map(({ name: nodeName, poolName, declaredTaints }, position) => {
      const sequence = `${String(1000 + index)}-${position}-`;
      const input: NodeProofInput = { ...scope, ...place, nodeName, poolName, declaredTaints, sequence };
      return context.df.callSubOrchestrator('proveNode', input, `${scope.runId}-${nodeName}`);
    });
    const ends = yield* settleAll<NodeProof>(context, started);
    for (const [position, end] of ends.entries())
      proven.push(end.ok ? end.value : yield* concludeDead(context, scope, batch[position] as NodeToProve, end.reason));
  }
  return { proven, cancelled: false };
}

/**
 * The verdict about a node whose proof died. It may have recorded its verdict before that, so the record is asked. A
 * dead proof takes no proof of another node with it.
 */
function* concludeDead(
  context: OrchestrationContext,
  { runId }: Scope,
  { name: nodeName, poolName }: NodeToProve,
  reason: string,
): Stretch<NodeProof> {
  const failure = { code: 'ProofDied', message: `The proof of the node ended before its time: ${reason}` };
  const ask = askWithin(context, recordPatienceMs, 2_000);
  const kept = yield* ask('concludeDeadProof', { runId, nodeName, poolName, failure });
  const unknown = { nodeName, before: null, after: null, sandboxed: null, ordinary: null, failure };
  return { verdict: kept.ok ? kept.value.verdict : judgeNode(unknown), pairRemoved: false };
}

function judgePools(nodes: NodeToProve[], verdicts: NodeVerdict[], expected: string[]): Proof['pools'] {
  return placesOf(nodes, expected).map((poolName) => {
    const members = nodes.filter((node) => placeOf(node) === poolName).map((node) => node.name);
    const judged = verdicts.filter((verdict) => members.includes(verdict.nodeName));
    return { poolName, ...judgePool(judged, members.length) };
  });
}

function placesOf(nodes: NodeToProve[], expected: string[]): string[] {
  return [...new Set([...expected, ...nodes.map(placeOf)])].sort();
}

function residueOf(proven: NodeProof[]): Residue {
  if (proven.length === 0) return 'namespace';
  return proven.every((proof) => proof.pairRemoved) ? 'removed-pairs' : 'pairs';
}

function nothing(problem: string, poolNames: string[], residue: Residue = 'nothing'): Proof {
  const pools = unproven(poolNames, problem);
  return { pools, nodes: [], residue, cancelled: false, problem, unprovable: [] };
}
