import type { OrchestrationContext } from 'durable-functions';
import { after } from '../back-off.ts';
import { callPatiently, type Stretch } from '../typed-call.ts';

export interface StaleLook {
  continuation: string | null;
  looked: number;
  stale: number;
  retired: number;
}

const patienceMs = 2 * 60_000;

/** Goes through everything that is known, a page an execution, and tells of the proofs that have grown too old. */
export function* lookForStale(context: OrchestrationContext): Stretch<StaleLook> {
  const input = context.df.getInput<StaleLook>();
  const at = context.df.currentUtcDateTime.toISOString();
  const page = yield* callPatiently(
    context,
    'listStale',
    { at, continuation: input.continuation },
    patienceNow(context),
  );
  if (!page.ok) {
    if (!context.df.isReplaying) context.error(`What is known could not be listed: ${page.failure.message}`);
    return input;
  }
  const next = { ...input, continuation: page.value.continuation, looked: input.looked + page.value.looked };
  for (const cluster of page.value.clusters) {
    const judged = yield* callPatiently(context, 'judgeStale', { cluster, at }, patienceNow(context));
    if (!judged.ok && !context.df.isReplaying) context.error(`${cluster.name}: ${judged.failure.message}`);
    if (!judged.ok) continue;
    next.stale += judged.value.stale.length;
    next.retired += judged.value.retired.length;
  }
  if (next.continuation !== null) context.df.continueAsNew(next);
  return next;
}

function patienceNow(context: OrchestrationContext) {
  return { deadline: after(context.df.currentUtcDateTime, patienceMs), firstDelayMs: 5_000 };
}
