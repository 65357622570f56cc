import type { OrchestrationContext } from 'durable-functions';
import type { FleetPage, FleetPageOrder } from '../../activities/list-fleet-page.ts';
import { type Bucket, fleetPace, shareOf } from '../../fleet/pace-starts.ts';
import type { TagFilter } from '../../fleet/select-cluster.ts';
import type { WorkflowOptions } from '../../runs/requests.ts';
import type { SandboxPolicy } from '../../workloads/sandbox-policy.ts';
import { askWithin, type Stretch } from '../typed-call.ts';
import type { FleetLaneEnd, FleetLaneInput } from './prove-fleet-lane.ts';

export interface FleetInput {
  /** One per night. */
  fleetId: string;
  /** ISO 8601: what the night's run ids begin with. */
  startedAt: string;
  subscriptions: string[];
  /** Of each subscription; none: all. */
  resourceGroups: string[];
  tag: TagFilter | null;
  parallelClusters: number;
  dueWithinMs: number;
  policy: SandboxPolicy;
  options: WorkflowOptions;
  progress: FleetProgress;
}

export interface FleetProgress {
  /** What is being listed: which of all groups of all subscriptions, in order, and from where on. */
  target: number;
  continuation: string | null;
  offset: number;
  /** How many starts each lane of the subscription still has. */
  buckets: Record<number, Bucket>;
  pages: number;
  /** Clusters listed, whatever became of them. */
  seen: number;
  visited: number;
  /** Runs by their verdicts. */
  verdicts: Record<string, number>;
  /** Compliance findings that the visits opened. */
  opened: number;
  /** The first of them; the runs have them all. */
  problems: string[];
}

export const noProgress: FleetProgress = {
  target: 0,
  continuation: null,
  offset: 0,
  buckets: {},
  pages: 0,
  seen: 0,
  visited: 0,
  verdicts: {},
  opened: 0,
  problems: [],
};

const mostProblems = 50;
/** Throttling passes within minutes; a page that cannot be had in that time is tomorrow's. */
const listingPatienceMs = 15 * 60_000;

/**
 * Proves what is due in the fleet and inspects every cluster of it: one page of clusters an execution, then as new with the
 * next, so that the history is that of a page however large the fleet is. What has been proven is fresh: begun again, it
 * goes on where it was.
 */
export function* proveFleet(context: OrchestrationContext): Stretch<FleetProgress> {
  const input = context.df.getInput<FleetInput>();
  const target = targetOf(input);
  if (!target) return input.progress;

  const page = yield* listPage(context, input, target);
  const visited = page
    ? yield* visitAll(context, { ...input, progress: count(input.progress, page) }, target.subscriptionId, page)
    : notListed(input.progress, target.subscriptionId);
  const progress = goOn(visited, page);
  const next = targetOf({ ...input, progress });
  if (!next) return progress;
  const sameBucket = next.subscriptionId === target.subscriptionId;
  context.df.continueAsNew({ ...input, progress: sameBucket ? progress : { ...progress, buckets: {} } });
  return progress;
}

type Target = Pick<FleetPageOrder, 'subscriptionId' | 'resourceGroup'>;

/** Every group of the first subscription, then of the next; null after the last. */
function targetOf({ subscriptions, resourceGroups, progress }: FleetInput): Target | null {
  const groups = resourceGroups.length > 0 ? resourceGroups : [null];
  const subscriptionId = subscriptions[Math.floor(progress.target / groups.length)];
  return subscriptionId ? { subscriptionId, resourceGroup: groups[progress.target % groups.length] ?? null } : null;
}

/** Where the listing goes on: the rest of the page, the next page, or the next group or subscription. */
function goOn(progress: FleetProgress, page: FleetPage | null): FleetProgress {
  if (page && page.nextOffset !== null) return { ...progress, offset: page.nextOffset };
  const continuation = page?.continuation ?? null;
  return { ...progress, offset: 0, continuation, target: progress.target + (continuation === null ? 1 : 0) };
}

function* listPage(context: OrchestrationContext, input: FleetInput, target: Target): Stretch<FleetPage | null> {
  const { tag, dueWithinMs, progress } = input;
  const { continuation, offset } = progress;
  const now = context.df.currentUtcDateTime.toISOString();
  const order = { ...target, tag, dueWithinMs, continuation, offset, now };
  const listed = yield* askWithin(context, listingPatienceMs, 10_000)('listFleetPage', order);
  if (listed.ok) return listed.value;
  if (!context.df.isReplaying) context.error(`The clusters could not be listed: ${listed.failure.message}`);
  return null;
}

/** Visits the clusters of a page in lanes, dealt out so that those with the oldest proofs come first in each. */
function* visitAll(
  context: OrchestrationContext,
  input: FleetInput,
  subscriptionId: string,
  page: FleetPage,
): Stretch<FleetProgress> {
  const { fleetId, startedAt, dueWithinMs, policy, options, progress, parallelClusters } = input;
  const pace = shareOf(fleetPace, parallelClusters);
  const lanes = dealOut(page.clusters, parallelClusters).map((clusters, lane) => {
    const order: FleetLaneInput = {
      fleetId,
      startedAt,
      subscriptionId,
      clusters,
      dueWithinMs,
      pace,
      bucket: progress.buckets[lane] ?? null,
      policy,
      options,
    };
    const instanceId = `${fleetId}-page-${progress.pages}-lane-${lane}`;
    return context.df.callSubOrchestrator('proveFleetLane', order, instanceId);
  });
  if (lanes.length === 0) return progress;
  const ends = (yield context.df.Task.all(lanes)) as FleetLaneEnd[];
  return ends.reduce((sum, end, lane) => countLane(sum, lane, end), progress);
}

function dealOut<T>(items: readonly T[], hands: number): T[][] {
  return Array.from({ length: Math.min(hands, items.length) }, (_, hand) =>
    items.filter((_item, index) => index % hands === hand),
  );
}

function count(progress: FleetProgress, page: FleetPage): FleetProgress {
  return { ...progress, pages: progress.pages + 1, seen: progress.seen + page.seen };
}

function countLane(progress: FleetProgress, lane: number, end: FleetLaneEnd): FleetProgress {
  const verdicts = { ...progress.verdicts };
  for (const [verdict, runs] of Object.entries(end.verdicts)) verdicts[verdict] = (verdicts[verdict] ?? 0) + runs;
  return {
    ...progress,
    verdicts,
    visited: progress.visited + end.visited,
    opened: progress.opened + end.opened,
    problems: [...progress.problems, ...end.problems].slice(0, mostProblems),
    buckets: end.bucket ? { ...progress.buckets, [lane]: end.bucket } : progress.buckets,
  };
}

function notListed(progress: FleetProgress, subscriptionId: string): FleetProgress {
  const problem = `${subscriptionId}: its clusters were not listed to their end`;
  return { ...progress, problems: [...progress.problems, problem].slice(0, mostProblems) };
}
