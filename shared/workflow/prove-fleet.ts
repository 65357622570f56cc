import type { OrchestrationContext } from 'durable-functions';
import { type Bucket, fleetPace, shareOf } from '../fleet/pace-starts.ts';
import type { TagFilter } from '../fleet/select-cluster.ts';
import { after } from './back-off.ts';
import type { FleetPage } from './plan-fleet-page.ts';
import type { FleetLaneEnd, FleetLaneInput } from './prove-fleet-lane.ts';
import type { WorkflowOptions } from './requests.ts';
import { callPatiently, type Stretch } from './typed-call.ts';

export interface FleetInput {
  /** One per night. */
  fleetId: string;
  /** ISO 8601: what the night's run ids begin with. */
  startedAt: string;
  /** What is listed, each page by page. */
  targets: { subscriptionId: string; resourceGroup: string | null }[];
  tag: TagFilter | null;
  parallelClusters: number;
  dueWithinMs: number;
  options: WorkflowOptions;
  progress: FleetProgress;
}

export interface FleetProgress {
  /** Index of the target that is being listed, and where its next page begins. */
  target: number;
  continuation: string | null;
  /** How many starts each lane of each subscription still has. */
  buckets: Record<string, Bucket>;
  pages: number;
  /** Clusters listed, whatever became of them. */
  seen: number;
  visited: number;
  /** Runs by their verdicts. */
  verdicts: Record<string, number>;
  /** The first of them; the runs have them all. */
  problems: string[];
}

export const noProgress: FleetProgress = {
  target: 0,
  continuation: null,
  buckets: {},
  pages: 0,
  seen: 0,
  visited: 0,
  verdicts: {},
  problems: [],
};

const mostProblems = 50;
/** Throttling passes within minutes; a page that cannot be had in that time is tomorrow's. */
const listingPatienceMs = 15 * 60_000;

/**
 * Proves what is due in the fleet: one page of clusters an execution, then as new with the next, so that the history is
 * that of a page however large the fleet is. What has been proven is fresh: begun again, it goes on where it was.
 */
export function* proveFleet(context: OrchestrationContext): Stretch<FleetProgress> {
  const input = context.df.getInput<FleetInput>();
  const target = input.targets[input.progress.target];
  if (!target) return input.progress;

  const page = yield* planPage(context, input, target);
  const progress = page
    ? yield* visitAll(context, { ...input, progress: count(input.progress, page) }, target.subscriptionId, page)
    : notListed(input.progress, target.subscriptionId);
  const continuation = page?.continuation ?? null;
  const next = { ...progress, continuation, target: continuation === null ? progress.target + 1 : progress.target };
  if (next.target < input.targets.length) context.df.continueAsNew({ ...input, progress: next });
  return next;
}

function* planPage(
  context: OrchestrationContext,
  input: FleetInput,
  target: FleetInput['targets'][number],
): Stretch<FleetPage | null> {
  const at = context.df.currentUtcDateTime;
  const { tag, dueWithinMs, progress } = input;
  const order = { ...target, tag, dueWithinMs, continuation: progress.continuation, now: at.toISOString() };
  const patience = { deadline: after(at, listingPatienceMs), firstDelayMs: 10_000 };
  const planned = yield* callPatiently(context, 'planFleetPage', order, patience);
  if (planned.ok) return planned.value;
  if (!context.df.isReplaying) context.error(`The clusters could not be listed: ${planned.failure.message}`);
  return null;
}

/** Visits the clusters of a page in lanes, dealt out so that those with the oldest proofs come first in each. */
function* visitAll(
  context: OrchestrationContext,
  input: FleetInput,
  subscriptionId: string,
  page: FleetPage,
): Stretch<FleetProgress> {
  const { fleetId, startedAt, options, progress, parallelClusters } = input;
  const pace = shareOf(fleetPace, parallelClusters);
  const due = page.clusters.filter((cluster) => cluster.due.length > 0);
  const lanes = dealOut(due, parallelClusters).map((clusters, lane) => {
    const key = `${subscriptionId}/${lane}`;
    const order: FleetLaneInput = {
      fleetId,
      startedAt,
      clusters,
      pace,
      bucket: progress.buckets[key] ?? null,
      options,
    };
    const instanceId = `${fleetId}-page-${progress.pages}-lane-${lane}`;
    return { key, task: context.df.callSubOrchestrator('proveFleetLane', order, instanceId) };
  });
  if (lanes.length === 0) return progress;
  const ends = (yield context.df.Task.all(lanes.map(({ task }) => task))) as FleetLaneEnd[];
  return ends.reduce((sum, end, lane) => countLane(sum, lanes[lane]?.key ?? '', end), progress);
}

function dealOut<T>(items: readonly T[], hands: number): T[][] {
  return Array.from({ length: Math.min(hands, items.length) }, (_, hand) =>
    items.filter((_item, index) => index % hands === hand),
  );
}

function count(progress: FleetProgress, page: FleetPage): FleetProgress {
  return { ...progress, pages: progress.pages + 1, seen: progress.seen + page.seen };
}

function countLane(progress: FleetProgress, key: string, { visits, bucket }: FleetLaneEnd): FleetProgress {
  const verdicts = { ...progress.verdicts };
  for (const { verdict } of visits) if (verdict) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const problems = visits.flatMap(({ problem }) => (problem ? [problem.slice(0, 300)] : []));
  return {
    ...progress,
    visited: progress.visited + visits.length,
    verdicts,
    problems: [...progress.problems, ...problems].slice(0, mostProblems),
    buckets: bucket ? { ...progress.buckets, [key]: bucket } : progress.buckets,
  };
}

function notListed(progress: FleetProgress, subscriptionId: string): FleetProgress {
  const problem = `${subscriptionId}: its clusters were not listed to their end`;
  return { ...progress, problems: [...progress.problems, problem].slice(0, mostProblems) };
}
