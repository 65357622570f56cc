import type { OrchestrationContext } from 'durable-functions';
import type { DeadRun } from '../../activities/remember-dead-run.ts';
import { mustRemovePool } from '../../runs/conclude-run.ts';
import type { CleanupResult, RunRecord } from '../../runs/run-record.ts';
import { after } from '../back-off.ts';
import { cleanUp } from '../runs/clean-up.ts';
import { noteCleanup, retireRemoved } from '../runs/end-run.ts';
import { createStory, type Story } from '../story.ts';
import { askOnce, askWithin, type Stretch } from '../typed-call.ts';

/** Input of the orchestrator closeDeadRun. */
export interface DeadRunInput {
  runId: string;
  /** Whether an orchestration still executes the run, although the run is past its expiry. */
  alive: boolean;
  /** Whether runs create namespaces of their own. */
  ownNamespace: boolean;
  pollMs: number;
  freshForMs: number;
  flapThreshold: number;
}

/** How long one activity is retried; the next sweep tries again. */
const patienceMs = 2 * 60_000;

/** An orchestration ends a moment after it is asked to. */
const terminationMs = 30_000;

/**
 * Orchestrator: closes a run that died. What its records hold is judged, remembered and told first, so that a leak that
 * it had proven reaches people; then what it left is removed. Leaves the run open when its records cannot be read or
 * written now, or not all of it could be remembered: the next sweep closes it. What it left costs money, and is removed
 * all the same as soon as its records can be read.
 */
export function* closeDeadRun(context: OrchestrationContext): Stretch<{ closed: boolean }> {
  const input = context.df.getInput<DeadRunInput>();
  const { runId, alive, freshForMs, flapThreshold } = input;
  const ask = askWithin(context, patienceMs, 5_000);
  if (alive) {
    yield* askOnce(context)('terminateRun', { runId, reason: 'The run is past its expiry.' });
    yield context.df.createTimer(after(context.df.currentUtcDateTime, terminationMs));
  }
  const order = { runId, freshForMs, flapThreshold };
  const remembered = yield* ask('rememberDeadRun', order);
  const dead = remembered.ok ? remembered : yield* askOnce(context)('rememberDeadRun', { ...order, anyway: true });
  if (!dead.ok || !dead.value.run) return { closed: false };
  const { run, problem } = dead.value;
  yield* askOnce(context)('deliverAlerts', { now: context.df.currentUtcDateTime.toISOString() });
  // '9' sorts the sweep's steps after all steps of the run itself.
  const story = createStory(context, runId, '9-');
  const cleanupResult = yield* cleanUpBehind(story, input, run, problem);
  const at = context.df.currentUtcDateTime.toISOString();
  yield* retireRemoved(ask, { runId, cluster: run.cluster, poolName: run.poolName }, cleanupResult, at);
  if (!remembered.ok) {
    yield* story.flush();
    return { closed: false };
  }
  const step = `Done: ${run.verdict}`;
  const change: Partial<RunRecord> = {
    status: 'failed',
    percent: 100,
    step,
    cleanupResult,
    updatedAt: at,
    endedAt: at,
  };
  const ended = yield* askWithin(story, patienceMs, 5_000)('endDeadRun', { runId, change });
  return { closed: ended.ok && ended.value.ended };
}

function* cleanUpBehind(
  story: Story,
  input: DeadRunInput,
  run: DeadRun,
  problem: string | null,
): Stretch<CleanupResult> {
  const { runId, ownNamespace, pollMs } = input;
  story.note('The run had died: cleaning up behind it', { detail: problem ?? run.reason });
  // The tag decides whether this run created the pool or the cluster, and not `createdPool` or `createdCluster`: the run
  // may have died before it wrote that down.
  const remove = run.kind === 'provisioning' && mustRemovePool(run.cleanup, run.verdict);
  const cleaned = yield* cleanUp(story, {
    runId,
    cluster: run.cluster,
    ownNamespace,
    residue: 'unknown',
    removePool: remove ? run.poolName : null,
    poolOtherwise: run.kind === 'provisioning' ? 'kept' : 'none',
    pollMs,
    ...(run.makesCluster && { newCluster: { remove, otherwise: 'kept' } }),
  });
  noteCleanup(story, cleaned);
  return cleaned;
}
