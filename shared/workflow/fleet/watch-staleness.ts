import type { OrchestrationContext } from 'durable-functions';
import { oneLine } from '../../plain/one-line.ts';
import { askOnce, askWithin, type Stretch } from '../typed-call.ts';

/** Input of the orchestrator watchStaleness, and its progress. */
export interface StalenessWatch {
  continuation: string | null;
  /** Postures read so far. */
  read: number;
  stale: number;
  retired: number;
}

/** How long one activity is retried. */
const patienceMs = 2 * 60_000;

/**
 * Reads all postures, a page in each execution, and queues alerts for proofs that have grown too old. They are delivered at
 * once, as far as their sinks answer; the rest stays queued.
 */
export function* watchStaleness(context: OrchestrationContext): Stretch<StalenessWatch> {
  const input = context.df.getInput<StalenessWatch>();
  const ask = askWithin(context, patienceMs, 5_000);
  const at = context.df.currentUtcDateTime.toISOString();
  const page = yield* ask('listStaleClusters', { at, continuation: input.continuation });
  if (!page.ok) {
    if (!context.df.isReplaying) context.error(oneLine(`What is known could not be listed: ${page.failure.message}`));
    return input;
  }
  const next = { ...input, continuation: page.value.continuation, read: input.read + page.value.read };
  for (const cluster of page.value.clusters) {
    const told = yield* ask('tellStale', { cluster, at });
    if (!told.ok && !context.df.isReplaying) context.error(oneLine(`${cluster.name}: ${told.failure.message}`));
    if (!told.ok) continue;
    next.stale += told.value.stale;
    next.retired += told.value.retired;
  }
  if (next.stale > input.stale)
    yield* askOnce(context)('deliverAlerts', { now: context.df.currentUtcDateTime.toISOString() });
  if (next.continuation !== null) context.df.continueAsNew(next);
  return next;
}
