import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { runNamespace } from '../../isolation/pod-pair-names.ts';
import type { Residue } from '../../runs/conclude-run.ts';
import { poolChangedEvent } from '../../runs/requests.ts';
import type { CleanupResult } from '../../runs/run-record.ts';
import { after, lookAfterRequest, retryDelay } from '../back-off.ts';
import type { Story } from '../story.ts';
import { askUntil, askWithin, type Stretch } from '../typed-call.ts';
import { never, waitUntil } from '../wait-until.ts';
import { removeCluster } from './remove-cluster.ts';

/**
 * Kubernetes deletes a namespace within seconds; AKS needs minutes for a node pool, because it drains the nodes first.
 */
const namespacePatienceMs = 5 * 60_000;
/** A namespace whose making failed is probably not there: it is looked for, but nobody insists. */
const attemptPatienceMs = 10_000;
/**
 * How long one activity watches for the end of a namespace. Kubernetes' namespace controller begins five seconds after the
 * request (`namespaceDeletionGracePeriod`), pods that have ended are gone a moment later, and others within seconds. An
 * activity is billed while it waits, so a longer wait is left to durable timers.
 */
const namespaceWatchMs = 25_000;
/** When to look for that end where no watch tells of it. */
const namespaceEndsAfterMs = 6_500;
const poolPatienceMs = 30 * 60_000;

/** What to clean up after a run. */
export interface CleanUpOrder {
  runId: string;
  cluster: ClusterReference;
  /**
   * Whether the run created its namespace. Only then is it removed: a namespace of the cluster's owners is not ours.
   */
  ownNamespace: boolean;
  residue: Residue;
  /** The uid of the run's own namespace, where that is known. */
  namespaceUid?: string;
  /** The pool to remove, or null to keep it. It is removed only if it carries this run's tag. */
  removePool: string | null;
  /** The result to report when no pool is removed. */
  poolOtherwise: 'kept' | 'none';
  /** Of a run that was to make a cluster: whether to remove it, with its pool, and else what to report. */
  newCluster?: { remove: boolean; otherwise: 'kept' | 'none' };
  pollMs: number;
}

/**
 * Removes what the run left in the cluster and, if ordered, its pool. Never throws: what could not be removed is a
 * problem in the result.
 */
export function* cleanUp(story: Story, order: CleanUpOrder): Stretch<CleanupResult> {
  const problems: string[] = [];
  const mayHaveNamespace = order.ownNamespace && order.residue !== 'nothing';
  const namespace = mayHaveNamespace ? yield* removeNamespace(story, order, problems) : 'none';
  const podPairs = judgePodPairs(order, namespace);
  if (order.newCluster) {
    const { remove, otherwise } = order.newCluster;
    const cluster = remove ? yield* removeCluster(story.context, order, problems) : otherwise;
    return { podPairs, namespace, pool: poolWith(cluster, order.poolOtherwise), cluster, problems };
  }
  const pool = order.removePool ? yield* removePool(story, order, order.removePool, problems) : order.poolOtherwise;
  return { podPairs, namespace, pool, problems };
}

/** What has become of a pool whose cluster was to be removed: it goes with the cluster, or stays with it. */
function poolWith(cluster: CleanupResult['cluster'], otherwise: CleanUpOrder['poolOtherwise']): CleanupResult['pool'] {
  return otherwise === 'kept' && (cluster === 'removed' || cluster === 'removing') ? cluster : otherwise;
}

/** Says what has become of the pod pairs. Deleting a namespace also deletes the pods in it. */
function judgePodPairs(
  { residue, ownNamespace }: CleanUpOrder,
  namespace: CleanupResult['namespace'],
): CleanupResult['podPairs'] {
  if (residue === 'nothing' || residue === 'attempt' || residue === 'namespace') return 'none';
  if (residue === 'removed-pairs' || namespace === 'removed') return 'removed';
  return residue === 'unknown' && ownNamespace && namespace === 'none' ? 'none' : 'left-to-expire';
}

function* removeNamespace(story: Story, order: CleanUpOrder, problems: string[]): Stretch<CleanupResult['namespace']> {
  const deadline = after(story.context.df.currentUtcDateTime, namespacePatienceMs);
  const ask =
    order.residue === 'attempt' ? askWithin(story, attemptPatienceMs, 2_000) : askUntil(story, deadline, 2_000);
  const { runId, cluster, namespaceUid = null } = order;
  const name = runNamespace(runId);
  let found = order.residue === 'removed-pairs' || order.residue === 'pairs';
  let asked = false;
  const ended = yield* waitUntil<'removed' | 'none'>(story.context, {
    deadline,
    firstDelayMs: 5_000,
    *poll() {
      const namespace = { name, runId, uid: namespaceUid, asked, awaitMs: namespaceWatchMs };
      const removed = yield* ask('removeNamespace', { cluster, ...namespace });
      if (!removed.ok) return never(removed.failure);
      const { state } = removed.value;
      found ||= removed.value.found;
      if (state === 'absent') return { state: 'there', value: found ? 'removed' : 'none' };
      asked = true;
      const nextLook = state === 'requested' ? { nextLookMs: namespaceEndsAfterMs } : {};
      return { state: 'not-yet', waitingFor: `Namespace ${name} is terminating.`, ...nextLook };
    },
  });
  if (ended.end === 'reached') return ended.value;
  problems.push(`Namespace ${name}: ${ended.message}`);
  return 'left-to-expire';
}

function* removePool(
  story: Story,
  order: CleanUpOrder,
  poolName: string,
  problems: string[],
): Stretch<CleanupResult['pool']> {
  const deadline = after(story.context.df.currentUtcDateTime, poolPatienceMs);
  const ask = askUntil(story, deadline, retryDelay(order.pollMs));
  let requested = false;
  const ended = yield* waitUntil<'removed' | 'none' | 'not-ours'>(story.context, {
    deadline,
    firstDelayMs: order.pollMs,
    wokenBy: poolChangedEvent,
    *poll() {
      const removed = yield* ask('removePool', { cluster: order.cluster, poolName, runId: order.runId });
      if (!removed.ok) return never(removed.failure);
      if (removed.value.state === 'absent') return { state: 'there', value: requested ? 'removed' : 'none' };
      if (removed.value.state === 'not-ours') return { state: 'there', value: 'not-ours' };
      const nextLook = requested ? {} : { nextLookMs: lookAfterRequest(order.pollMs) };
      requested = true;
      return { state: 'not-yet', waitingFor: `Node pool ${poolName} is being deleted.`, ...nextLook };
    },
  });
  if (ended.end === 'reached') return ended.value;
  problems.push(`Node pool ${poolName}: ${ended.message}`);
  return requested ? 'removing' : 'failed';
}
