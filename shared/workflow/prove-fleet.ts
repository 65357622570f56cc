import type { OrchestrationContext, Task } from 'durable-functions';
import { type Bucket, fleetPace, paceStart } from '../fleet/pace-starts.ts';
import type { TagFilter } from '../fleet/select-cluster.ts';
import { after } from './back-off.ts';
import { fleetRunId } from './fleet-run-id.ts';
import type { FleetCluster, FleetPage } from './plan-fleet-page.ts';
import type { FleetVisit, FleetVisitInput } from './prove-fleet-cluster.ts';
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
  /** How many starts each subscription still has. */
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
    : { ...input.progress, problems: addProblem(input.progress, `${target.subscriptionId}: not listed to its end`) };
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

/** Visits the clusters of a page, so many at a time, and starts none before its subscription has a start to spare. */
function* visitAll(
  context: OrchestrationContext,
  input: FleetInput,
  subscriptionId: string,
  page: FleetPage,
): Stretch<FleetProgress> {
  let progress = input.progress;
  let running: Task[] = [];
  for (const visited of page.clusters.filter(({ due }) => due.length > 0)) {
    if (running.length >= input.parallelClusters) {
      const ended = (yield context.df.Task.any(running)) as Task;
      running = running.filter((task) => task !== ended);
      progress = countVisit(progress, ended);
    }
    const nowMs = context.df.currentUtcDateTime.getTime();
    const { bucket, waitMs } = paceStart(progress.buckets[subscriptionId] ?? null, nowMs, fleetPace);
    progress = { ...progress, buckets: { ...progress.buckets, [subscriptionId]: bucket } };
    if (waitMs > 0) yield context.df.createTimer(new Date(nowMs + waitMs));
    running.push(startVisit(context, input, visited));
  }
  while (running.length > 0) {
    const ended = (yield context.df.Task.any(running)) as Task;
    running = running.filter((task) => task !== ended);
    progress = countVisit(progress, ended);
  }
  return progress;
}

function startVisit(context: OrchestrationContext, input: FleetInput, { cluster, due, pools }: FleetCluster): Task {
  const { fleetId, startedAt, options } = input;
  const runId = fleetRunId(fleetId, startedAt, cluster);
  const dueNames = due.map(({ poolName }) => poolName);
  const visit: FleetVisitInput = { fleetId, runId, cluster, pools, dueNames, options };
  return context.df.callSubOrchestrator('proveFleetCluster', visit, `${runId}-visit`);
}

function count(progress: FleetProgress, page: FleetPage): FleetProgress {
  return { ...progress, pages: progress.pages + 1, seen: progress.seen + page.seen };
}

function countVisit(progress: FleetProgress, ended: Task): FleetProgress {
  const visited = progress.visited + 1;
  if (ended.isFaulted)
    return { ...progress, visited, problems: addProblem(progress, 'A visit died; see its instance.') };
  const { verdict, problem } = ended.result as FleetVisit;
  const verdicts = verdict
    ? { ...progress.verdicts, [verdict]: (progress.verdicts[verdict] ?? 0) + 1 }
    : progress.verdicts;
  return { ...progress, visited, verdicts, problems: problem ? addProblem(progress, problem) : progress.problems };
}

function addProblem({ problems }: FleetProgress, problem: string): string[] {
  return problems.length < mostProblems ? [...problems, problem.slice(0, 300)] : problems;
}
