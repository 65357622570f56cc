import type { OrchestrationContext } from 'durable-functions';
import type { Bucket } from '../../fleet/pace-starts.ts';
import { chunks } from '../../plain/chunks.ts';
import { oneLine } from '../../plain/one-line.ts';
import { takeWithin } from '../../runs/boundary.ts';
import { after } from '../back-off.ts';
import { settleAll } from '../settle-all.ts';
import { type Ask, askWithin, longestInsistentDelayMs, type Stretch } from '../typed-call.ts';
import type { DeadRunInput } from './close-dead-run.ts';
import { sweepClusterPage } from './sweep-clusters.ts';

/** Input of the orchestrator sweep. */
export interface SweepInput {
  /** Runs that have not ended although no orchestration executes them (terminated or failed). */
  abandonedRunIds: string[];
  /** Runs that an orchestration still executes although they are past their expiry. */
  expiredRunIds: string[];
  /** What is the same for every run that is closed. */
  closing: Omit<DeadRunInput, 'runId' | 'alive'>;
  /** The namespace that the clusters' owners have made for our pods; null when each run makes its own. */
  namespace: string | null;
  /** ISO 8601. What ended before this moment is removed from the history. */
  forgetBefore: string;
  /** The same for the list of proofs; left out by releases that had none. */
  forgetProofsBefore?: string;
  /** No cluster is visited: a night is at them, and takes all calls for credentials that it can get. */
  clustersLater?: boolean;
  /** Left out for the first execution of a sweep. */
  progress?: SweepProgress;
}

/** How long one activity is retried. */
const patienceMs = 2 * 60_000;
/** Most calls that remove old history in one sweep; the next sweep continues. */
const mostRemovals = 50;
/** A run is marked as open a moment before it is written. A marker of this age without a run belongs to no writer. */
const markerSettlesMs = 24 * 60 * 60_000;
/** Runs that are closed at the same time. */
const closedAtOnce = 5;

/**
 * How long a run past its expiry may still end by itself. It may only have waited for storage, which is back now, since
 * the sweep could list the run: within this time it tries again to write what it has found out.
 */
const lastChanceMs = longestInsistentDelayMs + 5 * 60_000;

/** How far a sweep is. It is passed from one execution to the next, so it must stay small. */
export interface SweepProgress {
  /** Where the next page of clusters begins. */
  offset: number;
  /** The token buckets of the subscriptions that have still to fill up. */
  buckets: Record<string, Bucket>;
  /** ISO 8601. When the runs past their expiry are closed. */
  lastChance: string;
  runsClosed: number;
  removed: number;
  forgotten: number;
  /** The first problems, of so many. */
  problems: string[];
  problemCount: number;
}

/** What a sweep came to. */
export type SweepEnd = Pick<SweepProgress, 'runsClosed' | 'removed' | 'forgotten' | 'problems'>;

/**
 * Cleans up after runs that died, removes our expired objects in every cluster that a run ever touched, and removes old
 * history. No part of it takes another with it. Each execution visits one page of clusters and then continues as new with
 * the next one, so that its history is that of one page however many clusters are known. The runs that died and the
 * history come first, in the first execution; the runs past their expiry last.
 */
export function* sweep(context: OrchestrationContext): Stretch<SweepEnd> {
  const input = context.df.getInput<SweepInput>();
  const begun = input.progress ?? (yield* begin(context, input));
  const { namespace } = input;
  if (input.clustersLater) return yield* finish(context, input, begun);
  const page = yield* sweepClusterPage(context, { offset: begun.offset, buckets: begun.buckets, namespace });
  const swept = { ...noteProblems(begun, page.problems), removed: begun.removed + page.removed };
  if (page.nextOffset !== null) {
    const progress: SweepProgress = { ...swept, offset: page.nextOffset, buckets: page.buckets };
    context.df.continueAsNew({ ...input, abandonedRunIds: [], progress });
    return endOf(progress);
  }
  return yield* finish(context, input, swept);
}

function* begin(context: OrchestrationContext, input: SweepInput): Stretch<SweepProgress> {
  const lastChance = after(context.df.currentUtcDateTime, lastChanceMs).toISOString();
  const abandoned = yield* closeRuns(context, input.abandonedRunIds, { ...input.closing, alive: false });
  const ask = askWithin(context, patienceMs, 5_000);
  const strayBefore = after(context.df.currentUtcDateTime, -markerSettlesMs).toISOString();
  yield* ask('removeStrayMarkers', { before: strayBefore });
  const forgotten = yield* forgetOld(ask, input);
  const none = { offset: 0, buckets: {}, removed: 0, problems: [], problemCount: 0 };
  return noteProblems({ ...none, lastChance, runsClosed: abandoned.closed, forgotten }, abandoned.problems);
}

function* finish(context: OrchestrationContext, input: SweepInput, swept: SweepProgress): Stretch<SweepEnd> {
  const lastChance = new Date(swept.lastChance);
  const inTime = context.df.currentUtcDateTime < lastChance;
  if (input.expiredRunIds.length > 0 && inTime) yield context.df.createTimer(lastChance);
  const expired = yield* closeRuns(context, input.expiredRunIds, { ...input.closing, alive: true });
  const noted = noteProblems(swept, expired.problems);
  const end = endOf({ ...noted, runsClosed: swept.runsClosed + expired.closed });
  const told = `Swept: ${end.removed} objects removed, ${end.forgotten} rows of history forgotten, ${noted.problemCount} problems.`;
  if (!context.df.isReplaying && noted.problemCount === 0) context.log(oneLine(told));
  if (!context.df.isReplaying && noted.problemCount > 0) context.warn(oneLine(`${told} ${end.problems.join(' ')}`));
  return end;
}

function noteProblems(progress: SweepProgress, problems: string[]): SweepProgress {
  return {
    ...progress,
    problems: takeWithin([...progress.problems, ...problems], 20, 32 * 1024),
    problemCount: progress.problemCount + problems.length,
  };
}

function endOf({ runsClosed, removed, forgotten, problems }: SweepProgress): SweepEnd {
  return { runsClosed, removed, forgotten, problems };
}

function* closeRuns(
  context: OrchestrationContext,
  runIds: string[],
  order: Omit<DeadRunInput, 'runId'>,
): Stretch<{ closed: number; problems: string[] }> {
  const problems: string[] = [];
  let closed = 0;
  for (const batch of chunks(runIds, closedAtOnce)) {
    const started = batch.map((runId) => {
      const input: DeadRunInput = { ...order, runId };
      // Each sweep has ids of its own: an earlier one may have died while its closings are still under way.
      return context.df.callSubOrchestrator('closeDeadRun', input, `${runId}-close-${context.df.newGuid(runId)}`);
    });
    const ends = yield* settleAll<{ closed: boolean }>(context, started);
    closed += ends.filter((end) => end.ok && end.value.closed).length;
    problems.push(
      ...ends.flatMap((end, index) => (end.ok ? [] : [`Run ${batch[index]} was not closed: ${end.reason}`])),
    );
  }
  return { closed, problems };
}

function* forgetOld(ask: Ask, { forgetBefore, forgetProofsBefore }: SweepInput): Stretch<number> {
  let forgotten = 0;
  for (let round = 0; round < mostRemovals; round++) {
    const proofsBefore = forgetProofsBefore === undefined ? {} : { proofsBefore: forgetProofsBefore };
    const done = yield* ask('forgetOld', { before: forgetBefore, ...proofsBefore });
    if (!done.ok) return forgotten;
    // An answer of an earlier version knows of no proofs.
    const { runs, claims, deliveries, proofs = 0 } = done.value.removed;
    forgotten += runs + claims + deliveries + proofs;
    if (!done.value.more) return forgotten;
  }
  return forgotten;
}
