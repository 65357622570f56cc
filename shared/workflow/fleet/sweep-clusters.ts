import type { OrchestrationContext } from 'durable-functions';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { type Bucket, isFull, paceStart, sweepPace } from '../../fleet/pace-starts.ts';
import { notBefore } from '../back-off.ts';
import { askWithin, type Stretch } from '../typed-call.ts';

/** How long one cluster may delay the sweep; the next sweep tries it again. */
const clusterPatienceMs = 2 * 60_000;

/**
 * Buckets that are passed on: each takes some hundred bytes. Clusters are listed by subscription, so the next page hardly
 * comes to another one that was emptied before.
 */
const mostBuckets = 20;

/** What the sweep of one page of clusters came to. */
export interface ClusterPageEnd {
  removed: number;
  problems: string[];
  /** Where the next page begins; null after the last one, and when the clusters could not be listed. */
  nextOffset: number | null;
  /** The token buckets of the subscriptions that have still to fill up. */
  buckets: Record<string, Bucket>;
}

/**
 * Removes our expired objects in one page of the clusters that a run ever touched. Most of these clusters have no open
 * connection, so each costs its subscription a call for credentials; the pace bounds these calls. `namespace` is that of the
 * pods where the clusters' owners have made it for us, or null.
 */
export function* sweepClusterPage(
  context: OrchestrationContext,
  page: { offset: number; namespace: string | null; buckets: Record<string, Bucket> },
): Stretch<ClusterPageEnd> {
  const { offset, namespace } = page;
  const buckets = new Map(Object.entries(page.buckets));
  const ask = askWithin(context, clusterPatienceMs, 5_000);
  const listed = yield* ask('listKnownClusters', { offset });
  let removed = 0;
  const problems = listed.ok ? [] : [`The known clusters could not be listed: ${listed.failure.message}`];
  for (const cluster of listed.ok ? listed.value.clusters : []) {
    yield* waitForPace(context, cluster, buckets);
    const now = context.df.currentUtcDateTime.toISOString();
    const swept = yield* ask('removeExpired', { cluster, now, namespace });
    if (swept.ok) removed += swept.value.removed;
    const problem = swept.ok ? swept.value.problem : swept.failure.message;
    if (problem !== null) problems.push(`${cluster.name}: ${problem}`);
  }
  const nowMs = context.df.currentUtcDateTime.getTime();
  const filling = [...buckets].filter(([, bucket]) => !isFull(bucket, nowMs, sweepPace));
  const emptiest = filling.sort(([, a], [, b]) => a.tokens - b.tokens).slice(0, mostBuckets);
  const nextOffset = listed.ok ? listed.value.nextOffset : null;
  return { removed, problems, nextOffset, buckets: Object.fromEntries(emptiest) };
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
