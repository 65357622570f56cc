import type { OrchestrationContext } from 'durable-functions';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { NodeVerdict, PoolVerdict, Verdict } from '../../isolation/evidence.ts';
import { worstVerdict } from '../../isolation/judge-pool.ts';
import type { CleanupResult, RunStatus } from '../../ports/run-records.ts';
import { after } from '../back-off.ts';
import type { Story } from '../story.ts';
import { call, callPatiently, type Stretch } from '../typed-call.ts';
import type { Proof } from './prove-nodes.ts';

/** How long we insist on telling people, and on writing the end down. */
const insistenceMs = 10 * 60_000;

export interface RunEnding {
  status: Exclude<RunStatus, 'running'>;
  verdict: Verdict;
  reason: string;
  pools: (PoolVerdict & { poolName: string })[];
  nodes: NodeVerdict[];
  pairsRemoved: boolean;
}

export interface RunIdentity {
  runId: string;
  cluster: ClusterReference;
  poolName: string | null;
  /** Several pools, where `poolName` is null. */
  poolNames?: string[];
}

/** What a proof amounts to. "Could not check" is never a pass. */
export function concludeProof(proof: Proof): RunEnding {
  const { pools, nodes, pairsRemoved } = proof;
  if (proof.cancelled && !nodes.some((node) => node.verdict === 'shared-kernel'))
    return { ...concludeWithout('Cancelled', 'The run was cancelled.'), pools, nodes, pairsRemoved };
  const verdict = proof.problem ? 'inconclusive' : worstVerdict(pools.map((pool) => pool.verdict));
  const decisive = pools.find((pool) => pool.verdict === verdict);
  const reason = proof.problem ?? decisive?.reason ?? 'No pool was proven.';
  return { status: 'done', verdict, reason, pools, nodes, pairsRemoved };
}

/** The end of a run that never came to look at a node. */
export function concludeWithout(code: string, message: string): RunEnding {
  return {
    status: code === 'Cancelled' ? 'cancelled' : 'done',
    verdict: 'inconclusive',
    reason: code === 'Cancelled' ? message : `${code}: ${message}`,
    pools: [],
    nodes: [],
    pairsRemoved: true,
  };
}

/**
 * Writes the verdict down at once, takes it into memory and tells people if that changes what they know: all before any
 * cleaning up. What cannot be delivered now stays queued; a sink that fails never fails a run.
 */
export function* announce(
  context: OrchestrationContext,
  story: Story,
  run: RunIdentity,
  ending: RunEnding,
  policy: { freshForMs: number; flapThreshold: number },
): Stretch<void> {
  const { verdict, reason } = ending;
  const pools = ending.pools.length > 0 ? ending.pools : unlookedAt(run, ending);
  yield* story.tell(`Verdict: ${verdict}`, { percent: 90, detail: reason, change: { verdict, reason, pools } });
  if (ending.status === 'cancelled') return;
  if (verdict !== 'isolated' && !context.df.isReplaying)
    context.error(`NOT ISOLATED (${verdict}): cluster ${run.cluster.name}, pool ${run.poolName ?? '(all)'}: ${reason}`);
  const at = context.df.currentUtcDateTime;
  const patience = { deadline: after(at, insistenceMs), firstDelayMs: 5_000 };
  const order = { runId: run.runId, provenAt: at.toISOString(), ...policy };
  const recorded = yield* callPatiently(context, 'recordPosture', order, patience);
  if (!recorded.ok)
    yield* story.tell('The verdict could not be taken into memory', { detail: recorded.failure.message });
  yield* deliver(context, story);
}

/** A pool that nobody came to look at is remembered too, with the reason: not to know is news. */
function unlookedAt(run: RunIdentity, { verdict, reason }: RunEnding): RunEnding['pools'] {
  const poolNames = run.poolNames ?? [run.poolName ?? '(no Kata pool)'];
  return poolNames.map((poolName) => ({ poolName, verdict, reason, nodesPresent: 0, nodesProven: 0 }));
}

/** Always tried: when this run's own alert was queued by an earlier, forgotten try, nobody else knows of it yet. */
function* deliver(context: OrchestrationContext, story: Story): Stretch<void> {
  const now = context.df.currentUtcDateTime.toISOString();
  const tried = yield* call(context, 'deliverAlerts', { now });
  if (!tried.ok || tried.value.failed > 0) yield* story.tell('An alert could not be delivered yet and stays queued');
  else if (tried.value.delivered > 0) yield* story.tell('People were told');
}

/** The last line of a run. */
export function* close(
  context: OrchestrationContext,
  story: Story,
  run: RunIdentity,
  ending: RunEnding,
  cleanupResult: CleanupResult,
): Stretch<{ verdict: Verdict; reason: string }> {
  yield* story.tell(cleanupResult.problems.length ? 'Cleaned up, not without problems' : 'Cleaned up', {
    percent: 99,
    detail: cleanupResult.problems.join(' ') || describe(cleanupResult),
  });
  const at = context.df.currentUtcDateTime;
  if (run.poolName && (cleanupResult.pool === 'removed' || cleanupResult.pool === 'removing')) {
    const patience = { deadline: after(at, insistenceMs), firstDelayMs: 5_000 };
    yield* callPatiently(context, 'retirePool', { cluster: run.cluster, poolName: run.poolName }, patience);
  }
  yield* callPatiently(
    context,
    'updateRun',
    {
      runId: run.runId,
      change: {
        status: ending.status,
        percent: 100,
        step: ending.status === 'cancelled' ? 'Cancelled' : `Done: ${ending.verdict}`,
        cleanupResult,
        updatedAt: at.toISOString(),
        endedAt: at.toISOString(),
      },
    },
    { deadline: after(at, insistenceMs), firstDelayMs: 5_000 },
  );
  return { verdict: ending.verdict, reason: ending.reason };
}

function describe(result: CleanupResult): string {
  return `pod pairs: ${result.podPairs}, namespace: ${result.namespace}, pool: ${result.pool}`;
}
