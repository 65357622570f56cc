import type { OrchestrationContext } from 'durable-functions';
import type { NodeVerdict, PoolVerdict, Verdict } from '../isolation/evidence.ts';
import { worstVerdict } from '../isolation/judge-pool.ts';
import type { ClusterReference } from '../ports/cluster-reference.ts';
import type { CleanupResult, RunStatus } from '../ports/run-records.ts';
import { after } from './back-off.ts';
import type { Proof } from './prove-nodes.ts';
import type { Story } from './story.ts';
import { callPatiently, type Stretch } from './typed-call.ts';

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

/** Writes the verdict down at once and, unless all is well or somebody cancelled, tells people: before any cleaning up. */
export function* announce(
  context: OrchestrationContext,
  story: Story,
  run: RunIdentity,
  ending: RunEnding,
): Stretch<void> {
  const { verdict, reason, pools } = ending;
  yield* story.tell(`Verdict: ${verdict}`, { percent: 90, detail: reason, change: { verdict, reason, pools } });
  if (verdict === 'isolated' || ending.status === 'cancelled') return;
  const at = context.df.currentUtcDateTime;
  const nodes = ending.nodes.filter((node) => node.verdict !== 'isolated');
  const alert = {
    id: `${run.runId}-verdict`,
    ...run,
    verdict,
    reason,
    nodes: nodes.map((node) => ({ nodeName: node.nodeName, verdict: node.verdict, reason: node.reason })),
    at: at.toISOString(),
  };
  if (!context.df.isReplaying)
    context.error(`ALERT ${verdict}: cluster ${run.cluster.name}, pool ${run.poolName ?? '(all)'}: ${reason}`);
  const sent = yield* callPatiently(
    context,
    'sendAlert',
    { alert },
    { deadline: after(at, insistenceMs), firstDelayMs: 5_000 },
  );
  if (!sent.ok) yield* story.tell('The alert could not be sent', { detail: sent.failure.message });
  else if (sent.value.sent) yield* story.tell('Alert sent');
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
