import type { OrchestrationContext } from 'durable-functions';
import { type Bucket, paceStart, sweepPace } from '../fleet/pace-starts.ts';
import { after } from './back-off.ts';
import { callPatiently, type Stretch } from './typed-call.ts';

/** How long one cluster may keep the sweep waiting. The next sweep comes within the hour. */
const clusterPatienceMs = 2 * 60_000;

/**
 * Removes whatever of ours has expired in every cluster that we ever touched. Most of them nobody has called on for an
 * hour, so that each costs its subscription a call for credentials: no faster than the pace.
 */
export function* sweepClusters(context: OrchestrationContext): Stretch<{ removed: string[]; problems: string[] }> {
  const removed: string[] = [];
  const problems: string[] = [];
  const listed = yield* callPatiently(context, 'listKnownClusters', {}, patienceNow(context));
  if (!listed.ok) problems.push(`The known clusters could not be listed: ${listed.failure.message}`);
  const buckets = new Map<string, Bucket>();
  for (const cluster of listed.ok ? listed.value.clusters : []) {
    const subscriptionId = cluster.subscriptionId.toLowerCase();
    const nowMs = context.df.currentUtcDateTime.getTime();
    const { bucket, waitMs } = paceStart(buckets.get(subscriptionId) ?? null, nowMs, sweepPace);
    buckets.set(subscriptionId, bucket);
    if (waitMs > 0) yield context.df.createTimer(new Date(nowMs + waitMs));
    const order = { cluster, now: context.df.currentUtcDateTime.toISOString() };
    const swept = yield* callPatiently(context, 'removeExpired', order, patienceNow(context));
    if (swept.ok) removed.push(...swept.value.removed.map((name) => `${cluster.name}: ${name}`));
    else problems.push(`${cluster.name}: ${swept.failure.message}`);
  }
  return { removed, problems };
}

function patienceNow(context: OrchestrationContext) {
  return { deadline: after(context.df.currentUtcDateTime, clusterPatienceMs), firstDelayMs: 5_000 };
}
