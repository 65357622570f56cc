import type { OrchestrationContext } from 'durable-functions';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { poolChangedEvent } from '../../runs/requests.ts';
import type { CleanupResult } from '../../runs/run-record.ts';
import { after, lookAfterRequest, retryDelay } from '../back-off.ts';
import { askUntil, type Stretch } from '../typed-call.ts';
import { never, waitUntil } from '../wait-until.ts';

/** AKS needs some minutes to delete a cluster, and more where its network or disks resist. */
const clusterPatienceMs = 60 * 60_000;

/** The cluster to remove. It is removed only if it carries this run's tag. */
export interface ClusterRemoval {
  runId: string;
  cluster: ClusterReference;
  pollMs: number;
}

/** Removes the cluster that a run has made. Never throws: what went wrong becomes one of the `problems`. */
export function* removeCluster(
  context: OrchestrationContext,
  { runId, cluster, pollMs }: ClusterRemoval,
  problems: string[],
): Stretch<NonNullable<CleanupResult['cluster']>> {
  const deadline = after(context.df.currentUtcDateTime, clusterPatienceMs);
  const ask = askUntil(context, deadline, retryDelay(pollMs));
  let requested = false;
  const ended = yield* waitUntil<'removed' | 'none' | 'not-ours'>(context, {
    deadline,
    firstDelayMs: pollMs,
    wokenBy: poolChangedEvent,
    *poll() {
      const removed = yield* ask('removeCluster', { cluster, runId });
      if (!removed.ok) return never(removed.failure);
      if (removed.value.state === 'absent') return { state: 'there', value: requested ? 'removed' : 'none' };
      if (removed.value.state === 'not-ours') return { state: 'there', value: 'not-ours' };
      const nextLook = requested ? {} : { nextLookMs: lookAfterRequest(pollMs) };
      requested = true;
      return { state: 'not-yet', waitingFor: `Cluster ${cluster.name} is being deleted.`, ...nextLook };
    },
  });
  if (ended.end === 'reached') return ended.value;
  problems.push(`Cluster ${cluster.name}: ${ended.message}`);
  return requested ? 'removing' : 'failed';
}
