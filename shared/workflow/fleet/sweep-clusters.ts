import type { OrchestrationContext } from 'durable-functions';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { type Bucket, paceStart, sweepPace } from '../../fleet/pace-starts.ts';
import { type Answer, askWithin, type Stretch } from '../typed-call.ts';

/** How long one cluster may delay the sweep; the next sweep tries it again. */
const clusterPatienceMs = 2 * 60_000;

/**
 * Removes our expired objects in every cluster that a run ever touched. Most of these clusters have no open connection,
 * so each costs its subscription a call for credentials; the pace bounds these calls.
 */
export function* sweepClusters(context: OrchestrationContext): Stretch<{ removed: string[]; problems: string[] }> {
  const removed: string[] = [];
  const problems: string[] = [];
  const buckets = new Map<string, Bucket>();
  const ask = askWithin(context, clusterPatienceMs, 5_000);
  for (let offset: number | null = 0; offset !== null; ) {
    const listed: Answer<'listKnownClusters'> = yield* ask('listKnownClusters', { offset });
    if (!listed.ok) problems.push(`The known clusters could not be listed: ${listed.failure.message}`);
    offset = listed.ok ? listed.value.nextOffset : null;
    for (const cluster of listed.ok ? listed.value.clusters : []) {
      yield* waitForPace(context, cluster, buckets);
      const swept = yield* ask('removeExpired', { cluster, now: context.df.currentUtcDateTime.toISOString() });
      if (swept.ok) removed.push(...swept.value.removed.map((name) => `${cluster.name}: ${name}`));
      else problems.push(`${cluster.name}: ${swept.failure.message}`);
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
  if (waitMs > 0) yield context.df.createTimer(new Date(nowMs + waitMs));
}
