import type { OrchestrationContext } from 'durable-functions';
import { judgePoolReadiness } from '../../isolation/judge-pool-readiness.ts';
import type { ProvisioningInput } from '../../runs/requests.ts';
import { after } from '../back-off.ts';
import type { Story } from '../story.ts';
import { callPatiently, type Stretch } from '../typed-call.ts';
import { type Look, type WaitEnd, waitUntil } from '../wait-until.ts';

/** How long the other nodes of a pool get once the first is ready. After that, those there are proven. */
const stragglersMs = 5 * 60_000;

/** How long the addon manager gets to bring the RuntimeClass before we send the one reconcile PUT. */
const classSettlesMs = 3 * 60_000;

/** External event that makes a run that waits for its pool look at once. */
export const poolChangedEvent = 'resourceChanged';

export type PoolEnd = WaitEnd<{ readyNodes: number }>;

/** Asks for the pool (guarded, so never twice) and waits on durable timers until sandboxed pods can run on it. */
export function* provisionPool(
  context: OrchestrationContext,
  story: Story,
  input: ProvisioningInput,
): Stretch<PoolEnd> {
  const { cluster, pool, runId, options } = input;
  const deadline = after(context.df.currentUtcDateTime, options.poolDeadlineMs);
  if (yield* story.tell(`Asking AKS for the Kata node pool ${pool.name}`, { percent: 5 })) return cancelled;
  const asked = yield* callPatiently(
    context,
    'ensurePool',
    { cluster, spec: pool, runId },
    { deadline, firstDelayMs: options.pollMs },
  );
  if (!asked.ok) return { end: 'gave-up', code: asked.failure.code, message: asked.failure.message };
  const { value } = asked;
  if (value.outcome === 'existing-differs') {
    const differences = value.differences.join('; ');
    const message = `A node pool ${pool.name} exists and is not what was asked for: ${differences}. Nothing was changed.`;
    return { end: 'gave-up', code: 'NodePoolDiffers', message };
  }
  const createdPool = value.outcome === 'created';
  const told = createdPool ? `AKS is making node pool ${pool.name}` : `Using the existing node pool ${pool.name}`;
  if (yield* story.tell(told, { percent: 10, change: { createdPool } })) return cancelled;
  return yield* waitForPool(context, story, input, deadline);
}

function* waitForPool(
  context: OrchestrationContext,
  story: Story,
  input: ProvisioningInput,
  deadline: Date,
): Stretch<PoolEnd> {
  const { cluster, pool, runId, options } = input;
  const sought = { cluster, poolName: pool.name, runtimeClassName: options.runtimeClassName, runId };
  let told = '';
  let partlySince: Date | null = null;
  let classAbsentSince: Date | null = null;
  let reconciled = !options.reconcileCluster;

  function* look(): Stretch<Look<{ readyNodes: number }>> {
    const seen = yield* callPatiently(context, 'lookAtPool', sought, { deadline, firstDelayMs: options.pollMs });
    if (!seen.ok) return { state: 'never', code: seen.failure.code, message: seen.failure.message };
    if (seen.value.cancelRequested) return { state: 'never', code: cancelled.code, message: cancelled.message };
    const readiness = judgePoolReadiness(seen.value.sight);
    if (readiness.state === 'ready') return { state: 'there', value: { readyNodes: readiness.readyNodes } };
    if (readiness.state === 'failed') return { state: 'never', code: readiness.code, message: readiness.message };
    const now = context.df.currentUtcDateTime;
    if (readiness.state === 'partly-ready') {
      partlySince ??= now;
      if (now >= after(partlySince, stragglersMs) || now >= deadline)
        return { state: 'there', value: { readyNodes: readiness.readyNodes } };
    }
    if (readiness.state === 'class-absent') {
      classAbsentSince ??= now;
      if (!reconciled && now >= after(classAbsentSince, classSettlesMs)) {
        reconciled = true;
        yield* reconcile(context, story, input, deadline);
      }
    }
    if (readiness.waitingFor !== told) {
      told = readiness.waitingFor;
      yield* story.tell(told, { percent: 20 });
    }
    return { state: 'not-yet', waitingFor: readiness.waitingFor, retryAfterMs: null };
  }

  return yield* waitUntil(context, { deadline, firstDelayMs: options.pollMs, look, wokenBy: poolChangedEvent });
}

function* reconcile(
  context: OrchestrationContext,
  story: Story,
  input: ProvisioningInput,
  deadline: Date,
): Stretch<void> {
  const patience = { deadline, firstDelayMs: input.options.pollMs };
  const sent = yield* callPatiently(context, 'reconcileCluster', { cluster: input.cluster }, patience);
  yield* story.tell(
    sent.ok ? 'Asked AKS to reconcile the cluster, once' : 'The cluster could not be reconciled',
    sent.ok ? {} : { detail: sent.failure.message },
  );
}

const cancelled = { end: 'gave-up', code: 'Cancelled', message: 'The run was cancelled.' } as const;
