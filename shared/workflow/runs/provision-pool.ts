import type { OrchestrationContext } from 'durable-functions';
import { tellAbsentClass } from '../../isolation/absent-class.ts';
import type { PoolReadiness } from '../../isolation/judge-pool-readiness.ts';
import { cancellation } from '../../runs/conclude-run.ts';
import { lineOfReadyPool, linesOfPool } from '../../runs/lines-of-pool.ts';
import { type ProvisioningInput, poolChangedEvent } from '../../runs/requests.ts';
import type { LinePlace } from '../../runs/run-record.ts';
import { after, lookAfterRequest, retryDelay } from '../back-off.ts';
import type { Story } from '../story.ts';
import { type Ask, askUntil, type Caller, type Pause, type Stretch } from '../typed-call.ts';
import { never, type Polled, type WaitEnd, waitUntil } from '../wait-until.ts';
import { firstLook, type TakenStock } from './take-stock.ts';

/**
 * How long we wait for the other nodes of a pool after the first is ready. After that, only the ready ones are proven.
 */
const stragglersMs = 5 * 60_000;

/**
 * How long we wait for AKS's addon manager to install the RuntimeClass before we send the one reconcile PUT, or give up
 * where we may not.
 */
const classSettlesMs = 3 * 60_000;

/** A pool that is usable, and its nodes where they were listed with the look that has shown it. */
export interface ReadyPool {
  stock: TakenStock | null;
}

/** Whether the pool became usable; otherwise why we gave up. */
export type PoolEnd = WaitEnd<ReadyPool>;

/** How providing the pool ended, and whether a pool of that name is there now. */
export interface ProvidedPool {
  ended: PoolEnd;
  /** `none` only if it is known that none was made: a PUT without an answer may have made one. */
  pool: 'kept' | 'none';
  /** Whether this run has made it, or may have: a PUT without an answer. */
  made: boolean;
}

/**
 * Creates the pool unless it exists (If-None-Match) and waits on durable timers until sandboxed pods can run on it.
 * `pause` sees cancels.
 */
export function* provisionPool(
  context: OrchestrationContext,
  story: Story,
  input: ProvisioningInput,
  pause: Pause,
): Stretch<ProvidedPool> {
  const { cluster, pool, runId, options } = input;
  const deadline = after(context.df.currentUtcDateTime, options.poolDeadlineMs);
  const ask = askUntil(story, deadline, retryDelay(options.pollMs), pause);
  // A line of what has come of that is of the try that it came of.
  const stamped: Caller = {
    context,
    *ask(name, input) {
      const at = context.df.currentUtcDateTime.toISOString();
      return yield* story.ask(name, { ...input, place: { ...place, at } });
    },
  };
  story.note(`Asking AKS for the Kata node pool ${pool.name}`, { percent: 5 });
  const place = story.reserve();
  const askForPool = askUntil(stamped, deadline, retryDelay(options.pollMs), pause);
  const asked = yield* askForPool('ensurePool', { cluster, spec: pool, runId, place });
  if (!asked.ok) {
    const { code, message, retryable } = asked.failure;
    return { ended: { end: 'gave-up', code, message }, pool: retryable ? 'kept' : 'none', made: retryable };
  }
  const { value } = asked;
  if (value.outcome === 'existing-differs') {
    const differences = value.differences.join('; ');
    const message = `A node pool ${pool.name} exists and is not what was asked for: ${differences}. Nothing was changed.`;
    return { ended: { end: 'gave-up', code: 'NodePoolDiffers', message }, pool: 'kept', made: false };
  }
  const createdPool = value.outcome === 'created';
  const { step, percent } = linesOfPool(pool.name, value.outcome);
  const told = { percent, change: { createdPool }, place };
  if (value.line?.written) story.log(step);
  if (value.line?.written ? value.line.cancelRequested : yield* story.tell(step, told))
    return { ended: cancelled, pool: 'kept', made: createdPool };
  const ended = yield* waitForPool(context, { ask, pause }, story, input, { deadline, isBegun: createdPool });
  return { ended, pool: 'kept', made: createdPool };
}

/** What the wait for a pool remembers from one poll to the next. */
interface Progress {
  told: string;
  /** The place of the next line; null where none is reserved. */
  place: LinePlace | null;
  partlySince: Date | null;
  classAbsentSince: Date | null;
  /** The one reconcile is used up. */
  reconciled: boolean;
}

function* waitForPool(
  context: OrchestrationContext,
  { ask, pause }: { ask: Ask; pause: Pause },
  story: Story,
  input: ProvisioningInput,
  { deadline, isBegun }: { deadline: Date; isBegun: boolean },
): Stretch<PoolEnd> {
  const { cluster, pool, runId, options } = input;
  const sought = {
    cluster,
    poolName: pool.name,
    runtimeClassName: options.runtimeClassName,
    runId,
    take: firstLook(options),
  };
  const progress: Progress = { told: '', place: null, partlySince: null, classAbsentSince: null, reconciled: false };

  function* poll(): Stretch<Polled<ReadyPool>> {
    progress.place ??= story.reserve();
    const { told, place } = progress;
    const at = context.df.currentUtcDateTime.toISOString();
    const seen = yield* ask('readPoolReadiness', { ...sought, told, place: { ...place, at } });
    if (!seen.ok) return never(seen.failure);
    if (seen.value.cancelRequested) return never(cancelled);
    const { readiness, written, stock } = seen.value;
    if (written) logLook(story, pool.name, readiness);
    if (written) progress.place = null;
    if (written && 'waitingFor' in readiness) progress.told = readiness.waitingFor;
    if (readiness.state === 'failed') return never(readiness);
    const now = context.df.currentUtcDateTime;
    if (isEnough(readiness, progress, now, deadline)) {
      if (readiness.state !== 'ready' || !written) noteReady(story, pool.name, readiness.readyNodes);
      return { state: 'there', value: { stock: stock ? { page: stock, since: at } : null } };
    }
    if (lacksClassForLong(readiness, progress, now)) {
      const refused = yield* haveClassInstalled(ask, story, input, progress);
      if (refused) return never(refused);
    }
    return { state: 'not-yet', waitingFor: readiness.waitingFor };
  }

  const { pollMs } = options;
  const takesMs = isBegun ? lookAfterRequest(pollMs) : undefined;
  const wait = { deadline, firstDelayMs: pollMs, takesMs, poll, pause, wokenBy: poolChangedEvent };
  return yield* waitUntil(context, wait);
}

function logLook(story: Story, poolName: string, readiness: PoolReadiness): void {
  if ('waitingFor' in readiness) story.log(readiness.waitingFor);
  if (readiness.state !== 'ready') return;
  const { step, detail } = lineOfReadyPool(poolName, readiness.readyNodes);
  story.log(step, detail);
}

function noteReady(story: Story, poolName: string, nodes: number): void {
  const { step, ...line } = lineOfReadyPool(poolName, nodes);
  story.note(step, line);
}

type Unfinished = Exclude<PoolReadiness, { state: 'failed' }>;

/**
 * Whether all nodes are ready, or some are and the time for the others is over. Remembers since when some are ready.
 */
function isEnough(
  readiness: Unfinished,
  progress: Progress,
  now: Date,
  deadline: Date,
): readiness is Extract<Unfinished, { readyNodes: number }> {
  if (readiness.state === 'ready') return true;
  if (readiness.state !== 'partly-ready') return false;
  progress.partlySince ??= now;
  return now >= after(progress.partlySince, stragglersMs) || now >= deadline;
}

/** Whether AKS has had its time to install the RuntimeClass. Remembers since when the class is absent. */
function lacksClassForLong(readiness: Unfinished, progress: Progress, now: Date): boolean {
  if (readiness.state !== 'class-absent') return false;
  progress.classAbsentSince ??= now;
  return now >= after(progress.classAbsentSince, classSettlesMs);
}

/**
 * Reconciles the cluster, at most once. Returns why there is nothing left to wait for: this app may not do it, or Azure
 * refused. Null while the class may still come.
 */
function* haveClassInstalled(
  ask: Ask,
  story: Story,
  { cluster, options }: ProvisioningInput,
  progress: Progress,
): Stretch<{ code: string; message: string } | null> {
  if (progress.reconciled) return null;
  if (!options.reconcileCluster) return tellAbsentClass(options.runtimeClassName, cluster, null);
  progress.reconciled = true;
  const sent = yield* ask('reconcileCluster', { cluster });
  if (sent.ok) {
    yield* story.tell('Asked AKS to reconcile the cluster, once');
    return null;
  }
  if (sent.failure.code === cancellation.code) return cancelled;
  yield* story.tell('The cluster could not be reconciled', { detail: sent.failure.message });
  return tellAbsentClass(options.runtimeClassName, cluster, sent.failure.message);
}

const cancelled = { end: 'gave-up', ...cancellation } as const;
