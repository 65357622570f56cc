import type { OrchestrationContext } from 'durable-functions';
import type { KeptDecision } from '../../activities/decide-approval.ts';
import { type Approval, type ApprovalOrder, approvalExpired } from '../../runs/approval.ts';
import { cancellation } from '../../runs/conclude-run.ts';
import { runExpiresAt } from '../../runs/expiry.ts';
import { approvalDecidedEvent, type ProvisioningInput } from '../../runs/requests.ts';
import { after } from '../back-off.ts';
import type { Story } from '../story.ts';
import { type Ask, askOnce, askWithin, insist, type Pause, type Stretch } from '../typed-call.ts';
import { never, waitUntil } from '../wait-until.ts';

/** People are told at once, or by the timer that delivers alerts; nobody waits for a sink. */
const tellingPatienceMs = 2 * 60_000;

/** An approval rings the run. This is for a bell that was lost, and is rare: each look stays in the run's history. */
const looksInAll = 100;
const leastLookMs = 5 * 60_000;

const noSink = 'no sink takes alerts of severity warning (KATAPROOF_ALERT_TOPIC_ENDPOINT, KATAPROOF_ALERT_SINKS)';

/**
 * Waits until somebody approves the run, if it needs that. Returns why the run must end here: nobody did in time, or
 * somebody cancelled it. Null when it goes on.
 */
export function* awaitApproval(
  context: OrchestrationContext,
  story: Story,
  input: ProvisioningInput,
  pause: Pause,
): Stretch<{ code: string; message: string } | null> {
  const { approval: order, runId } = input;
  if (!order) return null;
  const at = context.df.currentUtcDateTime;
  const until = after(at, order.forMs);
  const ask = insist(context);
  yield* ask('updateRun', { runId, change: { approval: waitingUntil(until), expiresAt: expiryOf(input, until) } });
  const told = yield* story.tell('Waiting for approval', { percent: 4, detail: `until ${until.toISOString()}` });
  if (told) return cancellation;
  yield* tellPeople(context, story, input, order, { at, until });
  const decided = yield* waitForDecision(context, ask, input, order, until, pause);
  if ('code' in decided) return decided;
  const { state, by, reason } = decided;
  yield* ask('updateRun', { runId, change: { approval: { ...decided, until: until.toISOString() } } });
  if (state === 'expired')
    return {
      code: approvalExpired,
      message: `Nobody approved the run until ${until.toISOString()}. Nothing was made.`,
    };
  const who = by?.name ?? by?.id ?? 'somebody with a key';
  return (yield* story.tell('Approved', { percent: 5, detail: reason ? `by ${who}: ${reason}` : `by ${who}` }))
    ? cancellation
    : null;
}

function waitingUntil(until: Date): Approval {
  return { state: 'waiting', until: until.toISOString(), at: null, by: null, reason: null };
}

/** The sweep must not take a run for stuck that only waits for people. */
function expiryOf({ options, newCluster }: ProvisioningInput, until: Date): string {
  const { poolDeadlineMs, clusterDeadlineMs = 0 } = options;
  const makingMs = poolDeadlineMs + (newCluster ? clusterDeadlineMs : 0);
  return runExpiresAt(after(until, makingMs).toISOString(), options);
}

function* tellPeople(
  context: OrchestrationContext,
  story: Story,
  { runId, cluster, pool, newCluster }: ProvisioningInput,
  { runUrl }: ApprovalOrder,
  { at, until }: { at: Date; until: Date },
): Stretch<void> {
  const { name: poolName, vmSize, count } = pool;
  const what = { runId, runUrl, cluster, poolName, vmSize, count, newCluster: newCluster !== undefined };
  const when = { at: at.toISOString(), until: until.toISOString() };
  const queued = yield* askWithin(context, tellingPatienceMs, 5_000)('askForApproval', { ...what, ...when });
  if (!queued.ok) {
    yield* story.tell('People could not be told that the run waits', { detail: queued.failure.message });
    return;
  }
  // Told in the run, which is all that there is to look at then. An earlier release did not say how many sinks there are.
  if (queued.value.sinks === 0) {
    yield* story.tell('Nobody is told that the run waits', { detail: noSink });
    return;
  }
  yield* askOnce(context)('deliverAlerts', { now: context.df.currentUtcDateTime.toISOString() });
}

function* waitForDecision(
  context: OrchestrationContext,
  ask: Ask,
  { runId }: ProvisioningInput,
  { forMs }: ApprovalOrder,
  until: Date,
  pause: Pause,
): Stretch<KeptDecision | { code: string; message: string }> {
  const nextLookMs = Math.max(leastLookMs, Math.ceil(forMs / looksInAll));
  const ended = yield* waitUntil<KeptDecision>(context, {
    ...{ deadline: until, firstDelayMs: nextLookMs, pause, wokenBy: approvalDecidedEvent },
    *poll() {
      const seen = yield* askOnce(context)('readApproval', { runId });
      if (seen.ok && seen.value.cancelRequested) return never(cancellation);
      if (seen.ok && seen.value.decided) return { state: 'there', value: seen.value.decided };
      return { state: 'not-yet', waitingFor: 'Nobody has approved the run yet.', nextLookMs };
    },
  });
  if (ended.end === 'reached') return ended.value;
  if (ended.code === cancellation.code) return cancellation;
  // An approval of the same moment may have been first, and then it counts.
  const at = context.df.currentUtcDateTime.toISOString();
  const kept = yield* ask('decideApproval', { runId, at, decision: { state: 'expired', by: null, reason: null } });
  return kept.ok ? kept.value : kept.failure;
}
