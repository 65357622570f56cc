import type { OrchestrationContext } from 'durable-functions';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { NodeSnapshot, NodeVerdict, PoolVerdict } from '../../isolation/evidence.ts';
import { judgePool } from '../../isolation/judge-pool.ts';
import { isKataNode, unpooled } from '../../isolation/kata-pools.ts';
import { runNamespace } from '../../isolation/pod-pair-names.ts';
import type { NodeProofInput, WorkflowOptions } from '../../runs/requests.ts';
import { after } from '../back-off.ts';
import type { Story } from '../story.ts';
import { callPatiently, type Stretch } from '../typed-call.ts';

export interface Scope {
  runId: string;
  cluster: ClusterReference;
  /** Null for every Kata node of the cluster, whoever made it (node auto-provisioning included). */
  poolName: string | null;
  /** Several pools, where `poolName` is null: their nodes and no other; one without a node is inconclusive. */
  poolNames?: string[];
  options: WorkflowOptions;
}

export interface Proof {
  pools: (PoolVerdict & { poolName: string })[];
  nodes: NodeVerdict[];
  /** Whether every pod pair is known to be gone. */
  pairsRemoved: boolean;
  cancelled: boolean;
  /** Why no node was looked at, when none was. */
  problem: string | null;
}

interface NodeProof {
  verdict: NodeVerdict;
  pairRemoved: boolean;
}

/** Proves every Kata node in scope, a few at a time, and gives each pool its verdict: that of its worst node. */
export function* proveNodes(context: OrchestrationContext, story: Story, scope: Scope): Stretch<Proof> {
  const patience = {
    deadline: after(context.df.currentUtcDateTime, scope.options.pairDeadlineMs),
    firstDelayMs: 3_000,
  };
  const listed = yield* callPatiently(
    context,
    'listNodes',
    { cluster: scope.cluster, poolName: scope.poolName },
    patience,
  );
  if (!listed.ok) return nothing(`The nodes could not be listed: ${listed.failure.message}`);
  const nodes = listed.value.nodes.filter((node) => isInScope(node, scope));
  if (nodes.length === 0) return nothing('There is no Kata node to prove.');

  const namespace = scope.options.namespace ?? runNamespace(scope.runId);
  const batches = inBatches(nodes, scope.options.parallelNodes);
  const provingMs = batches.length * scope.options.pairDeadlineMs;
  const expiresAt = after(context.df.currentUtcDateTime, provingMs + scope.options.expiryMs).toISOString();
  if (scope.options.namespace === null) {
    const order = { cluster: scope.cluster, name: namespace, runId: scope.runId, expiresAt };
    const made = yield* callPatiently(context, 'ensureNamespace', order, patience);
    if (!made.ok) return nothing(`The namespace ${namespace} could not be made: ${made.failure.message}`);
  }

  const proven: NodeProof[] = [];
  let cancelled = false;
  for (const [index, batch] of batches.entries()) {
    cancelled = yield* story.tell(`Proving ${batch.map((node) => node.name).join(', ')}`, {
      percent: 60 + Math.floor((30 * index) / batches.length),
      detail: `${proven.length} of ${nodes.length} nodes proven`,
      // Only now is it known how long the run may take: before that moment the sweeper takes it for stuck.
      ...(index === 0 && { change: { expiresAt } }),
    });
    if (cancelled) break;
    const started = batch.map((node, position) => {
      const input: NodeProofInput = {
        ...scope,
        nodeName: node.name,
        poolName: node.poolName,
        namespace,
        sequence: `${String(1000 + index)}-${position}-`,
        expiresAt,
      };
      return context.df.callSubOrchestrator('proveNode', input, `${scope.runId}-${node.name}`);
    });
    proven.push(...((yield context.df.Task.all(started)) as NodeProof[]));
  }
  return {
    pools: judgePools(
      nodes,
      proven.map((proof) => proof.verdict),
      scope.poolNames ?? [],
    ),
    nodes: proven.map((proof) => proof.verdict),
    pairsRemoved: proven.every((proof) => proof.pairRemoved),
    cancelled,
    problem: null,
  };
}

function judgePools(nodes: NodeSnapshot[], verdicts: NodeVerdict[], expected: string[]): Proof['pools'] {
  const poolNames = [...new Set([...expected, ...nodes.map((node) => node.poolName ?? unpooled)])].sort();
  return poolNames.map((poolName) => {
    const members = nodes.filter((node) => (node.poolName ?? unpooled) === poolName).map((node) => node.name);
    const judged = verdicts.filter((verdict) => members.includes(verdict.nodeName));
    return { poolName, ...judgePool(judged, members.length) };
  });
}

function isInScope(node: NodeSnapshot, scope: Scope): boolean {
  if (scope.poolName !== null) return true;
  return scope.poolNames ? scope.poolNames.includes(node.poolName ?? unpooled) : isKataNode(node);
}

function inBatches<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function nothing(problem: string): Proof {
  return { pools: [], nodes: [], pairsRemoved: true, cancelled: false, problem };
}
