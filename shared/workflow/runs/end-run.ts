import type { OrchestrationContext } from 'durable-functions';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { Verdict } from '../../isolation/evidence.ts';
import type { RunEnding } from '../../runs/conclude-run.ts';
import type { CleanupResult, RunRecord } from '../../runs/run-record.ts';
import type { Story } from '../story.ts';
import { askOnce, askWithin, type Stretch } from '../typed-call.ts';

/** How long we retry to record the posture and the end of a run. */
const insistenceMs = 10 * 60_000;

/** The run, and the pool that it is about; null for several. */
export interface RunIdentity {
  runId: string;
  cluster: ClusterReference;
  poolName: string | null;
}

/**
 * Before any cleanup, writes the verdict down, records the posture and tells people if something has changed for them.
 * A cancelled run is only written down. An alert that cannot be delivered now stays queued: a failing sink never fails
 * a run.
 */
export function* announce(
  context: OrchestrationContext,
  story: Story,
  run: RunIdentity,
  ending: RunEnding,
  policy: { freshForMs: number; flapThreshold: number },
): Stretch<void> {
  const { verdict, reason, pools } = ending;
  yield* story.tell(`Verdict: ${verdict}`, { percent: 90, detail: reason, change: { verdict, reason, pools } });
  if (ending.status === 'cancelled') return;
  // A run that let every pool be has judged nothing.
  if (verdict !== 'isolated' && pools.length > 0 && !context.df.isReplaying)
    context.error(`NOT ISOLATED (${verdict}): cluster ${run.cluster.name}, pool ${run.poolName ?? '(all)'}: ${reason}`);
  const insist = askWithin(context, insistenceMs, 5_000);
  const provenAt = context.df.currentUtcDateTime.toISOString();
  const recorded = yield* insist('recordPosture', { runId: run.runId, provenAt, ...policy });
  if (!recorded.ok)
    yield* story.tell('The verdict could not be taken into memory', { detail: recorded.failure.message });
  yield* deliver(context, story);
}

/**
 * Delivers due alerts. This is tried even if this run queued no alert now: an earlier try of this run may have queued
 * one.
 */
function* deliver(context: OrchestrationContext, story: Story): Stretch<void> {
  const now = context.df.currentUtcDateTime.toISOString();
  const tried = yield* askOnce(context)('deliverAlerts', { now });
  if (!tried.ok || tried.value.failed > 0) yield* story.tell('An alert could not be delivered yet and stays queued');
  else if (tried.value.delivered > 0) yield* story.tell('People were told');
}

/**
 * Writes the end of a run: its cleanup, its status and its last step. Also retires the posture of a pool that was
 * removed.
 */
export function* close(
  context: OrchestrationContext,
  story: Story,
  run: RunIdentity,
  ending: RunEnding,
  cleanupResult: CleanupResult,
): Stretch<{ verdict: Verdict; reason: string }> {
  const { problems, pool } = cleanupResult;
  const detail = problems.join(' ') || describe(cleanupResult);
  yield* story.tell(problems.length ? 'Cleaned up, not without problems' : 'Cleaned up', { percent: 99, detail });
  const insist = askWithin(context, insistenceMs, 5_000);
  const at = context.df.currentUtcDateTime.toISOString();
  if (run.poolName && (pool === 'removed' || pool === 'removing'))
    yield* insist('retireAbsentPools', { cluster: run.cluster, poolName: run.poolName, present: [], askedAt: at });
  const { status, verdict, reason } = ending;
  const step = status === 'cancelled' ? 'Cancelled' : `Done: ${verdict}`;
  const change: Partial<RunRecord> = { status, percent: 100, step, cleanupResult, updatedAt: at, endedAt: at };
  yield* insist('updateRun', { runId: run.runId, change });
  return { verdict, reason };
}

function describe(result: CleanupResult): string {
  return `pod pairs: ${result.podPairs}, namespace: ${result.namespace}, pool: ${result.pool}`;
}
