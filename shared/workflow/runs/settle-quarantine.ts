import type { OrchestrationContext } from 'durable-functions';
import type { LiftOutcome } from '../../activities/lift-quarantine.ts';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { cancellation, type RunEnding } from '../../runs/conclude-run.ts';
import { flagQuarantine, keepsQuarantine, withUnprovenNodes } from '../../runs/quarantine-state.ts';
import { poolChangedEvent } from '../../runs/requests.ts';
import type { QuarantineState } from '../../runs/run-record.ts';
import { after, retryDelay } from '../back-off.ts';
import type { Story } from '../story.ts';
import { type Answer, askUntil, type Pause, type Stretch } from '../typed-call.ts';
import { never, waitUntil } from '../wait-until.ts';

/** AKS takes a minute or two to change the taints of a pool; another operation on the cluster may be in its way. */
const liftPatienceMs = 20 * 60_000;

/** The pool of a run, and what is to become of its quarantine. */
export interface QuarantineWish {
  runId: string;
  cluster: ClusterReference;
  poolName: string;
  /** Whether the taint is to be taken off if the pool is isolated. */
  lift: boolean;
  /** Whether the run has made the pool and removes it at its end. */
  removes?: boolean;
  /** Whether a caller asked for quarantine, so that the run says what came of that. */
  asked: boolean;
  /** Whether the pool was made with the taint by this run: known even where nobody could look. */
  born: boolean;
  pollMs: number;
}

/**
 * Lifts the quarantine of a pool that is isolated, and of no other. What is not known to be off counts as on. Returns the
 * ending of the run, in which the pool says whether it is in quarantine; a node that came after the proof makes it
 * inconclusive. Never throws for what Azure or Kubernetes do.
 */
export function* settleQuarantine(
  context: OrchestrationContext,
  story: Story,
  wish: QuarantineWish,
  ending: RunEnding,
  pause: Pause,
): Stretch<RunEnding> {
  const seen = ending.pools.find(({ poolName }) => poolName === wish.poolName);
  const closed = seen?.quarantined ?? wish.born;
  if (!closed) return wish.asked ? tellOpen(story, ending) : ending;
  const why = keepsQuarantine(ending, wish);
  if (why !== null) return keep(story, wish, ending, why);
  story.note(`Lifting the quarantine of node pool ${wish.poolName}`, { percent: 86 });
  return yield* lift(context, story, wish, ending, pause);
}

function tellOpen(story: Story, ending: RunEnding): RunEnding {
  const reason = 'The pool was there already, and is not in quarantine: what runs on it was not kept off.';
  tell(story, 'The pool is not in quarantine', { state: 'none', reason });
  return ending;
}

function keep(story: Story, { poolName }: QuarantineWish, ending: RunEnding, reason: string): RunEnding {
  tell(story, 'The pool stays in quarantine', { state: 'kept', reason });
  return flagQuarantine(ending, poolName, true);
}

function* lift(
  context: OrchestrationContext,
  story: Story,
  wish: QuarantineWish,
  ending: RunEnding,
  pause: Pause,
): Stretch<RunEnding> {
  const { runId, cluster, poolName, pollMs } = wish;
  const deadline = after(context.df.currentUtcDateTime, liftPatienceMs);
  const ask = askUntil(story, deadline, retryDelay(pollMs), pause);
  const lifted: Answer<'liftQuarantine'> = yield* ask('liftQuarantine', { runId, cluster, poolName });
  if (!lifted.ok) return keep(story, wish, ending, whyRefused(lifted.failure));
  const refused = whyNotLifted(lifted.value);
  if (refused !== null) return keep(story, wish, withUnprovenNodes(ending, poolName, refused), refused);
  let unproven: string | null = null;
  const gone = yield* waitUntil<true>(context, {
    deadline,
    firstDelayMs: pollMs,
    takesMs: lifted.value.outcome === 'requested' ? pollMs : undefined,
    wokenBy: poolChangedEvent,
    pause,
    *poll() {
      const seen = yield* ask('readQuarantine', { runId, cluster, poolName });
      if (!seen.ok) return never(seen.failure);
      const { provisioningState, declared, tainted } = seen.value;
      const state = provisioningState?.toLowerCase();
      if (state === undefined) return never({ code: 'NodePoolGone', message: 'The node pool no longer exists.' });
      if (state === 'failed' || state === 'canceled' || (state === 'succeeded' && declared))
        return never({
          code: 'QuarantineKept',
          message: `AKS did not take the taint off: the pool is ${provisioningState}.`,
        });
      unproven = seen.value.unproven;
      if (state === 'succeeded' && tainted === 0) return { state: 'there', value: true };
      return { state: 'not-yet', waitingFor: `${tainted} nodes still have the taint of quarantine.` };
    },
  });
  if (gone.end === 'gave-up') return keep(story, wish, ending, gone.message);
  const open = flagQuarantine(ending, poolName, false);
  tell(story, 'The quarantine is lifted', { state: 'lifted', reason: unproven });
  return unproven === null ? open : withUnprovenNodes(open, poolName, unproven);
}

function whyRefused({ code, message }: { code: string; message: string }): string {
  return code === cancellation.code ? 'The run was cancelled before it was lifted.' : message;
}

function whyNotLifted(outcome: LiftOutcome): string | null {
  switch (outcome.outcome) {
    case 'unproven':
      return `Nodes have come since the proof: ${outcome.reason}`;
    case 'absent':
      return 'The node pool no longer exists.';
    default:
      return null;
  }
}

/** With the verdict, which follows at once. */
function tell(story: Story, step: string, quarantine: QuarantineState): void {
  story.note(step, {
    percent: 88,
    ...(quarantine.reason && { detail: quarantine.reason }),
    change: { quarantine },
  });
}
