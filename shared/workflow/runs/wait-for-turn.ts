import type { OrchestrationContext } from 'durable-functions';
import { cancellation } from '../../runs/conclude-run.ts';
import type { VerificationInput } from '../../runs/requests.ts';
import { after, retryDelay } from '../back-off.ts';
import type { Story } from '../story.ts';
import { askUntil, type Pause, type Stretch } from '../typed-call.ts';
import { never, waitUntil } from '../wait-until.ts';

/**
 * Waits until no earlier run of the same cluster is open, so that runs that nobody asked for work in a cluster one at a
 * time. Run ids give the order, so no two runs wait for each other. Waits at most for the pool deadline, in case an
 * earlier run hangs. Returns `cancelled` when the run is cancelled meanwhile.
 */
export function* waitForTurn(
  context: OrchestrationContext,
  story: Pick<Story, 'tell'>,
  input: VerificationInput,
  pause: Pause,
): Stretch<'cancelled' | 'go'> {
  const { runId, cluster, options } = input;
  const deadline = after(context.df.currentUtcDateTime, options.poolDeadlineMs);
  const ask = askUntil(context, deadline, retryDelay(options.pollMs), pause);
  let told = false;
  const ended = yield* waitUntil<true>(context, {
    deadline,
    // No look at Azure: the run's own records say whose turn it is.
    firstDelayMs: retryDelay(options.pollMs),
    pause,
    *poll() {
      const seen = yield* ask('readEarlierRun', { runId, cluster });
      if (!seen.ok) return never(seen.failure);
      if (seen.value.cancelRequested) return never(cancellation);
      if (seen.value.earlier === null) return { state: 'there', value: true };
      const waitingFor = `Waiting for run ${seen.value.earlier} of the same cluster`;
      if (!told && (yield* story.tell(waitingFor, { percent: 1 }))) return never(cancellation);
      told = true;
      return { state: 'not-yet', waitingFor };
    },
  });
  return ended.end === 'gave-up' && ended.code === cancellation.code ? 'cancelled' : 'go';
}
