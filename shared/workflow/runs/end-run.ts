import type { OrchestrationContext } from 'durable-functions';
import type { RetirementOrder } from '../../activities/retire-absent-pools.ts';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { Verdict } from '../../isolation/evidence.ts';
import type { PoolBasis } from '../../isolation/pool-basis.ts';
import { oneLine } from '../../plain/one-line.ts';
import { chunksWithin } from '../../runs/boundary.ts';
import { type BasisOfPool, concludeWithout, type RunEnding } from '../../runs/conclude-run.ts';
import type { CleanupResult, RunRecord } from '../../runs/run-record.ts';
import { after } from '../back-off.ts';
import type { Story } from '../story.ts';
import { type Ask, askUntil, insist, type Stretch } from '../typed-call.ts';

/**
 * How long we retry to record a posture before we clean up, so that the pool of a run whose storage is away does not
 * cost money for a day. What could not be recorded by then is recorded after the cleanup.
 */
const patienceMs = 10 * 60_000;

/** Pools that one activity records. */
const mostPools = 20;
const mostPoolsBytes = 32 * 1024;

/** The run, and the pool that it is about; null for several. */
export interface RunIdentity {
  runId: string;
  cluster: ClusterReference;
  poolName: string | null;
}

/** What a run has found out and could not record yet. */
export interface Owed {
  pools: RunEnding['remember'];
  bases: BasisOfPool[];
  evidenceSince: string | null;
  /** ISO 8601: when the verdict was reached, however late it is recorded. */
  provenAt: string;
  freshForMs: number;
  flapThreshold: number;
}

/**
 * Before any cleanup, writes the verdict down, records the posture and tells people if something has changed for them.
 * An alert that cannot be delivered now stays queued: a failing sink never fails a run. Returns what could not be
 * recorded, which is owed until the run is closed.
 */
export function* announce(
  context: OrchestrationContext,
  story: Story,
  run: RunIdentity,
  ending: RunEnding,
  policy: { freshForMs: number; flapThreshold: number },
): Stretch<Owed> {
  const { verdict, reason, pools, bases, evidenceSince, remember } = ending;
  const provenAt = context.df.currentUtcDateTime.toISOString();
  const parts = partsOf(pools);
  const change = { verdict, reason, ...(parts.length <= 1 && { pools }) };
  const line = { percent: 90, detail: reason, change };
  // With the first pool that is recorded, if there is one.
  if (remember.length > 0) story.note(`Verdict: ${verdict}`, line);
  else yield* story.tell(`Verdict: ${verdict}`, line);
  // Once only, so that nobody hears of a leak later for that: the end of the run writes them again.
  if (parts.length > 1) yield* recordPools(story.ask, run, parts);
  // A run that let every pool be has judged nothing, and one that was cancelled before it found anything has neither.
  if (verdict !== 'isolated' && remember.length > 0 && !context.df.isReplaying)
    context.error(
      oneLine(
        `${verdict === 'inconclusive' ? 'NOT PROVEN' : 'NOT ISOLATED'} (${verdict}): cluster ${run.cluster.name}, pool ${run.poolName ?? '(all)'}: ${reason}`,
      ),
    );
  const owed = { ...policy, provenAt, evidenceSince, pools: remember, bases };
  const ask = askUntil(story, after(context.df.currentUtcDateTime, patienceMs), 5_000);
  return yield* settleUp(context, story, run, owed, ask);
}

/** The pools in parts, each of which fits into one input: a cluster may have a hundred pools. */
const partsOf = (pools: RunEnding['pools']) => chunksWithin(pools, mostPools, mostPoolsBytes);

/** Writes the verdicts of the pools into the run's record, a part at a time. */
function* recordPools(ask: Ask, { runId }: RunIdentity, parts: RunEnding['pools'][]): Stretch<void> {
  for (const pools of parts) yield* ask('recordPools', { runId, pools });
}

/** Records what is owed, pool by pool, and delivers the alerts that follow. Returns what is still owed. */
function* settleUp(
  context: OrchestrationContext,
  story: Story,
  { runId, cluster }: RunIdentity,
  { pools, bases, ...news }: Owed,
  ask: Ask,
): Stretch<Owed> {
  const unrecorded: Owed['pools'] = [];
  let isAnyQueued = false;
  for (const pool of pools) {
    const recorded = yield* ask('recordPosture', { runId, cluster, pool, ...news, ...basisOf(bases, pool) });
    isAnyQueued ||= !recorded.ok || recorded.value.alert !== null || recorded.value.isKnown;
    if (recorded.ok) continue;
    unrecorded.push(pool);
    const detail = `${pool.poolName}: ${recorded.failure.message}`;
    yield* story.tell('The verdict could not be taken into memory whole', { detail });
  }
  if (isAnyQueued) yield* deliver(context, story);
  return { ...news, pools: unrecorded, bases };
}

function basisOf(bases: readonly BasisOfPool[], { poolName }: { poolName: string }): { basis?: PoolBasis } {
  const found = bases.find((each) => each.poolName === poolName);
  return found ? { basis: { coverage: found.coverage, handedOn: found.handedOn } } : {};
}

/** Delivers due alerts. */
function* deliver(context: OrchestrationContext, story: Story): Stretch<void> {
  const now = context.df.currentUtcDateTime.toISOString();
  const tried = yield* story.ask('deliverAlerts', { now });
  if (!tried.ok || tried.value.failed > 0) yield* story.tell('An alert could not be delivered yet and stays queued');
  else if (tried.value.delivered > 0) story.note('People were told', { isPast: true });
}

/**
 * Writes the end of a run: what it still owes, its cleanup, its verdict and its status. Also retires the posture of a
 * pool that was removed. None of this is read back from what was written before, because those writes may have failed.
 */
export function* close(
  context: OrchestrationContext,
  story: Story,
  run: RunIdentity,
  ending: RunEnding,
  owed: Owed,
  cleanupResult: CleanupResult,
): Stretch<{ verdict: Verdict; reason: string }> {
  noteCleanup(story, cleanupResult);
  const ask = insist(story);
  yield* settleUp(context, story, run, owed, ask);
  const at = context.df.currentUtcDateTime.toISOString();
  const retire = removedWith(run, cleanupResult, at);
  const { status, verdict, reason, pools } = ending;
  const step = { cancelled: 'Cancelled', failed: 'Failed', done: `Done: ${verdict}` }[status];
  const change: Partial<RunRecord> = { status, percent: 100, step, cleanupResult, updatedAt: at, endedAt: at };
  const parts = partsOf(pools);
  if (parts.length > 1) yield* recordPools(ask, run, parts);
  const judged = { verdict, reason, ...(parts.length <= 1 && { pools }) };
  const order = { runId: run.runId, change: { ...change, ...judged }, ...(retire && { retire }) };
  const closed = yield* ask('updateRun', order);
  if (retire && !(closed.ok && closed.value.retired)) yield* ask('retireAbsentPools', retire);
  return { verdict, reason };
}

/** Ends a run that has made nothing, so that there is nothing to remember, to tell people or to clean up. */
export function* closeUnbegun(
  context: OrchestrationContext,
  story: Story,
  run: RunIdentity,
  { code, message }: { code: string; message: string },
): Stretch<{ verdict: Verdict; reason: string }> {
  const provenAt = context.df.currentUtcDateTime.toISOString();
  const nothing: Owed = { pools: [], bases: [], evidenceSince: null, provenAt, freshForMs: 0, flapThreshold: 1 };
  const left: CleanupResult = { podPairs: 'none', namespace: 'none', pool: 'none', problems: [] };
  return yield* close(context, story, run, concludeWithout(code, message, []), nothing, left);
}

/** Notes what the cleanup of a run has removed, and what not. */
export function noteCleanup(story: Story, result: CleanupResult): void {
  const { problems } = result;
  const detail = problems.join(' ') || describe(result);
  const step = problems.length ? 'Cleaned up, not without problems' : 'Cleaned up';
  story.note(step, { percent: 99, detail, isPast: true });
}

/** Which posture to retire, as of `at` (ISO 8601): that of a pool that the cleanup of its run has removed, alone or with its cluster. */
function removedWith({ cluster, poolName }: RunIdentity, cleaned: CleanupResult, at: string): RetirementOrder | null {
  const gone = [cleaned.pool, cleaned.cluster].some((state) => state === 'removed' || state === 'removing');
  return poolName && gone ? { cluster, poolName, present: [], askedAt: at } : null;
}

/** Retires that posture for a run that somebody else has closed. */
export function* retireRemoved(ask: Ask, run: RunIdentity, cleaned: CleanupResult, at: string): Stretch<void> {
  const order = removedWith(run, cleaned, at);
  if (order) yield* ask('retireAbsentPools', order);
}

function describe({ podPairs, namespace, pool, cluster }: CleanupResult): string {
  const told = `pod pairs: ${podPairs}, namespace: ${namespace}, pool: ${pool}`;
  return cluster === undefined ? told : `${told}, cluster: ${cluster}`;
}
