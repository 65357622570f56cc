import type { OrchestrationContext } from 'durable-functions';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { type Bucket, paceStart, sweepPace } from '../../fleet/pace-starts.ts';
import { notBefore } from '../back-off.ts';
import { type Answer, askWithin, type Stretch } from '../typed-call.ts';

/** How long one cluster may delay the sweep; the next sweep tries it again. */
const clusterPatienceMs = 2 * 60_000;

/**
 * Removes our expired objects in every cluster that a run ever touched. Most of these clusters have no open connection,
 * so each costs its subscription a call for credentials; the pace bounds these calls. `namespace` is that of the pods
 * where the clusters' owners have made it for us, or null.
 */
export function* sweepClusters(
  context: OrchestrationContext,
  namespace: string | null,
): Stretch<{ removed: number; problems: string[] }> {
  let removed = 0;
  const problems: string[] = [];
  const buckets = new Map<string, Bucket>();
  const ask = askWithin(context, clusterPatienceMs, 5_000);
  for (let offset: number | null = 0; offset !== null; ) {
    const listed: Answer<'listKnownClusters'> = yield* ask('listKnownClusters', { offset });
    if (!listed.ok) problems.push(`The known clusters could not be listed: ${listed.failure.message}`);
    offset = listed.ok ? listed.value.nextOffset : null;
    for (const cluster of listed.ok ? listed.value.clusters : []) {
      yield* waitForPace(context, cluster, buckets);
      const now = context.df.currentUtcDateTime.toISOString();
      const swept = yield* ask('removeExpired', { cluster, now, namespace });
      if (swept.ok) removed += swept.value.removed;
      const problem = swept.ok ? swept.value.problem : swept.failure.message;
      if (problem !== null) problems.push(`${cluster.name}: ${problem}`);
    }
  }
  return { removed, problems };
}

function* waitForPace(
  context: OrchestrationContext,
  cluster: ClusterReference,
  buckets: Map<string, Bucket>,
): Stretch<void> {
  const subscriptionId = cluster.subscriptionId.toLowerCase();
  const nowMs = context.df.currentUtcDateTime.getTime();
  const { bucket, waitMs } = paceStart(buckets.get(subscriptionId) ?? null, nowMs, sweepPace);
  buckets.set(subscriptionId, bucket);
  if (waitMs > 0) yield context.df.createTimer(notBefore(new Date(nowMs + waitMs)));
}
