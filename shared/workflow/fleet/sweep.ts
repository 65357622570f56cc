import type { OrchestrationContext } from 'durable-functions';
import { concludeWithout, mustRemovePool } from '../../runs/conclude-run.ts';
import { cleanUp } from '../runs/clean-up.ts';
import { close } from '../runs/end-run.ts';
import { createStory } from '../story.ts';
import { type Ask, askWithin, type Stretch } from '../typed-call.ts';
import { sweepClusters } from './sweep-clusters.ts';

export interface SweepInput {
  /** Runs that have not ended although nothing runs them any more (terminated, failed, or past their expiry). */
  abandonedRunIds: string[];
  /** Whether runs use namespaces of their own. */
  ownNamespace: boolean;
  pollMs: number;
  /** ISO 8601: what ended before that moment is forgotten. */
  forgetBefore: string;
}

const patienceMs = 2 * 60_000;
/** Removals of old history in one sweep; what is left over is the next sweep's. */
const mostRemovals = 50;

/**
 * Cleans up behind runs that died, removes whatever of ours has expired in every cluster that we ever touched, and forgets
 * history that nobody has to know any more.
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
  // '9' sorts the sweeper's steps below everything that the run itself told.
  const story = createStory(context, runId, '9-');
  const verdict = run.verdict ?? 'inconclusive';
  const reason = run.reason ?? 'The run ended before its time and was cleaned up.';
  yield* story.tell('The run had died: cleaning up behind it', { change: { verdict, reason } });
  // Whether the pool is this run's is decided by its tag: the run may have died before it could write that down.
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
  const died = { ...concludeWithout('RunDied', reason), verdict };
  yield* close(context, story, identity, { ...died, status: 'failed' }, cleaned);
}
