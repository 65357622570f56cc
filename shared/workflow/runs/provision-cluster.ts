import type { OrchestrationContext } from 'durable-functions';
import type { NewClusterSpec } from '../../clusters/new-cluster-spec.ts';
import { cancellation } from '../../runs/conclude-run.ts';
import { type ProvisioningInput, poolChangedEvent } from '../../runs/requests.ts';
import { after, lookAfterRequest, retryDelay } from '../back-off.ts';
import type { Story } from '../story.ts';
import { type Ask, askUntil, type Pause, type Stretch } from '../typed-call.ts';
import { never, type Polled, type WaitEnd, waitUntil } from '../wait-until.ts';

/** How providing the cluster ended, and whether a cluster of this run may be there now. */
export interface ProvidedCluster {
  ended: WaitEnd<true>;
  /** `none` only if it is known that none was made: a PUT without an answer may have made one. */
  cluster: 'kept' | 'none';
}

/**
 * Creates the cluster with its System pool unless it exists (If-None-Match), and waits on durable timers until AKS has made
 * it. `pause` sees cancels. A cluster of that name that is not of this run is left as it is.
 */
export function* provisionCluster(
  context: OrchestrationContext,
  story: Story,
  { cluster, runId, options }: ProvisioningInput,
  spec: NewClusterSpec,
  pause: Pause,
): Stretch<ProvidedCluster> {
  const deadline = after(context.df.currentUtcDateTime, options.clusterDeadlineMs);
  const ask = askUntil(story, deadline, retryDelay(options.pollMs), pause);
  // Between two tries only: then AKS may have accepted one whose answer was lost, however the last was refused.
  let triedAgain = false;
  const askForCluster = askUntil(story, deadline, retryDelay(options.pollMs), function* (until, wokenBy) {
    triedAgain = true;
    return yield* pause(until, wokenBy);
  });
  story.note(`Asking AKS for the cluster ${cluster.name} in ${spec.location}`, { percent: 3 });
  const asked = yield* askForCluster('ensureCluster', { cluster, spec, runId });
  if (!asked.ok) {
    const { code, message, retryable } = asked.failure;
    return { ended: { end: 'gave-up', code, message }, cluster: retryable || triedAgain ? 'kept' : 'none' };
  }
  if (asked.value.outcome === 'taken') {
    const message = `A cluster ${cluster.name} exists already, and this run did not make it. Nothing was changed.`;
    return { ended: { end: 'gave-up', code: 'ClusterExists', message }, cluster: 'none' };
  }
  const told = { percent: 4, change: { createdCluster: true } };
  if (yield* story.tell(`AKS is making cluster ${cluster.name}`, told)) return { ended: cancelled, cluster: 'kept' };
  const poll = pollCreation({ ask, story }, { cluster, runId });
  const { pollMs } = options;
  const takesMs = asked.value.outcome === 'created' ? lookAfterRequest(pollMs) : undefined;
  const wait = { deadline, firstDelayMs: pollMs, takesMs, poll, pause, wokenBy: poolChangedEvent };
  const ended = yield* waitUntil<true>(context, wait);
  if (ended.end === 'reached') story.note(`Cluster ${cluster.name} is made`, { percent: 4 });
  return { ended, cluster: 'kept' };
}

/** Looks how far AKS is, and tells each of its states once. */
function pollCreation(
  { ask, story }: { ask: Ask; story: Story },
  order: Pick<ProvisioningInput, 'cluster' | 'runId'>,
): () => Stretch<Polled<true>> {
  let toldLast = '';
  return function* poll() {
    const seen = yield* ask('readClusterCreation', order);
    if (!seen.ok) return never(seen.failure);
    if (seen.value.cancelRequested) return never(cancelled);
    const { creation } = seen.value;
    if (creation.state === 'failed') return never(creation);
    if (creation.state === 'ready') return { state: 'there', value: true };
    if (creation.waitingFor !== toldLast) {
      toldLast = creation.waitingFor;
      if (yield* story.tell(toldLast, { percent: 4 })) return never(cancelled);
    }
    return { state: 'not-yet', waitingFor: creation.waitingFor };
  };
}

const cancelled = { end: 'gave-up', ...cancellation } as const;
