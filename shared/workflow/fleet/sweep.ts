import type { OrchestrationContext } from 'durable-functions';
import { concludeWithout, mustRemovePool } from '../../runs/conclude-run.ts';
import { cleanUp } from '../runs/clean-up.ts';
import { close } from '../runs/end-run.ts';
import { createStory } from '../story.ts';
import { type Ask, askWithin, type Stretch } from '../typed-call.ts';
import { sweepClusters } from './sweep-clusters.ts';

/** Input of the orchestrator sweep. */
export interface SweepInput {
  /** Runs that have not ended although no orchestration executes them (terminated, failed, or past their expiry). */
  abandonedRunIds: string[];
  /** Whether runs create namespaces of their own. */
  ownNamespace: boolean;
  pollMs: number;
  /** ISO 8601. What ended before this moment is removed from the history. */
  forgetBefore: string;
}

/** How long one activity is retried. */
const patienceMs = 2 * 60_000;
/** Most calls that remove old history in one sweep; the next sweep continues. */
const mostRemovals = 50;

/**
 * Cleans up after runs that died, removes our expired objects in every cluster that a run ever touched, and removes old
 * history.
 */
export function* sweep(
  context: OrchestrationContext,
): Stretch<{ runsClosed: number; removed: string[]; forgotten: number; problems: string[] }> {
  const input = context.df.getInput<SweepInput>();
  const ask = askWithin(context, patienceMs, 5_000);
  for (const runId of input.abandonedRunIds) yield* closeAbandoned(context, ask, runId, input);
  const forgotten = yield* forgetOld(ask, input.forgetBefore);
  const { removed, problems } = yield* sweepClusters(context);
  if (!context.df.isReplaying)
    context.log(
      `Swept: ${removed.length} objects removed, ${forgotten} rows of history forgotten, ${problems.length} problems. ${problems.join(' ')}`,
    );
  const runsClosed = input.abandonedRunIds.length;
  return { runsClosed, removed: removed.slice(0, 100), forgotten, problems: problems.slice(0, 100) };
}

function* forgetOld(ask: Ask, before: string): Stretch<number> {
  let forgotten = 0;
  for (let round = 0; round < mostRemovals; round++) {
    const done = yield* ask('forgetOld', { before });
    if (!done.ok) return forgotten;
    const { runs, claims, events, deliveries } = done.value.removed;
    forgotten += runs + claims + events + deliveries;
    if (!done.value.more) return forgotten;
  }
  return forgotten;
}

function* closeAbandoned(context: OrchestrationContext, ask: Ask, runId: string, input: SweepInput): Stretch<void> {
  const read = yield* ask('readRun', { runId });
  if (!read.ok || !read.value.run || read.value.run.status !== 'running') return;
  const { run } = read.value;
  // '9' sorts the sweep's steps after all steps of the run itself.
  const story = createStory(context, runId, '9-');
  const verdict = run.verdict ?? 'inconclusive';
  const reason = run.reason ?? 'The run ended before its time and was cleaned up.';
  yield* story.tell('The run had died: cleaning up behind it', { change: { verdict, reason } });
  // The pool's tag decides whether this run created the pool, and not `createdPool`: the run may have died before it
  // wrote that down.
  const remove = run.kind === 'provisioning' && run.poolName !== null && mustRemovePool(run.cleanup, verdict);
  const cleaned = yield* cleanUp(context, {
    runId,
    cluster: run.cluster,
    ownNamespace: input.ownNamespace,
    residue: 'unknown',
    removePool: remove ? run.poolName : null,
    poolOtherwise: run.kind === 'provisioning' ? 'kept' : 'none',
    pollMs: input.pollMs,
  });
  const identity = { runId, cluster: run.cluster, poolName: run.poolName };
  const died = { ...concludeWithout('RunDied', reason, []), verdict };
  yield* close(context, story, identity, { ...died, status: 'failed' }, cleaned);
}
