import type { OrchestrationContext } from 'durable-functions';
import type { VerificationInput } from '../../runs/requests.ts';
import { after } from '../back-off.ts';
import type { Story } from '../story.ts';
import { askUntil, type Stretch } from '../typed-call.ts';
import { never, waitUntil } from '../wait-until.ts';

/**
 * Waits until no earlier run of the same cluster is open, so that runs that nobody asked for work in a cluster one at a
 * time. Run ids give the order, so no two runs wait for each other. Waits at most for the pool deadline, in case an
 * earlier run hangs.
 */
export function* waitForTurn(context: OrchestrationContext, story: Story, input: VerificationInput): Stretch<void> {
  const { runId, cluster, options } = input;
  const deadline = after(context.df.currentUtcDateTime, options.poolDeadlineMs);
  const ask = askUntil(context, deadline, options.pollMs);
  let told = false;
  yield* waitUntil<true>(context, {
    deadline,
    firstDelayMs: options.pollMs,
    *poll() {
      const seen = yield* ask('readEarlierRun', { runId, cluster });
      if (!seen.ok) return never(seen.failure);
      if (seen.value.earlier === null) return { state: 'there', value: true };
      const waitingFor = `Waiting for run ${seen.value.earlier} of the same cluster`;
      if (!told) yield* story.tell(waitingFor, { percent: 1 });
      told = true;
      return { state: 'not-yet', waitingFor };
    },
  });
}
