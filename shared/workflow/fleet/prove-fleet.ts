import type { OrchestrationContext } from 'durable-functions';
import type { FleetPage, FleetPageOrder } from '../../activities/list-fleet-page.ts';
import { type Bucket, fleetPace, shareOf } from '../../fleet/pace-starts.ts';
import type { TagFilter } from '../../fleet/select-cluster.ts';
import { nameSome } from '../../plain/name-some.ts';
import { oneLine } from '../../plain/one-line.ts';
import { shorten } from '../../plain/shorten.ts';
import type { WorkflowOptions } from '../../runs/requests.ts';
import type { SandboxPolicy } from '../../workloads/sandbox-policy.ts';
import { settleAll } from '../settle-all.ts';
import { askWithin, type Stretch } from '../typed-call.ts';
import type { FleetLaneEnd, FleetLaneInput } from './prove-fleet-lane.ts';

/** Input of the orchestrator proveFleet. */
export interface FleetInput {
  /** The name of the night and of its orchestration. */
  fleetId: string;
  /** ISO 8601. The ids of the night's runs begin with this moment. */
  startedAt: string;
  subscriptions: string[];
  /** Names of resource groups, searched in each subscription; empty for all groups. */
  resourceGroups: string[];
  tag: TagFilter | null;
  parallelClusters: number;
  dueWithinMs: number;
  policy: SandboxPolicy;
  options: WorkflowOptions;
  progress: FleetProgress;
}

/** How far the night is. It is passed from one execution to the next. */
export interface FleetProgress {
  /** Index of the group that is being listed, among all groups of all subscriptions. */
  target: number;
  continuation: string | null;
  /** Clusters of the present page that have been handled. */
  offset: number;
  /** The token bucket of each lane in the present subscription. */
  buckets: Record<number, Bucket>;
  pages: number;
  /** Pages of the present group or subscription. */
  pagesOfTarget: number;
  /** Clusters that Azure listed, selected or not. */
  seen: number;
  visited: number;
  /** Number of runs by verdict. */
  verdicts: Record<string, number>;
  /** Number of findings that the visits opened. */
  opened: number;
  /** The first problems; the records of the runs have them all. */
  problems: string[];
  /** Parts of the fleet that were not visited to their end: lists that broke off, lanes that died twice. */
  lost: number;
}

/** The progress at the start of a night. */
export const noProgress: FleetProgress = {
  target: 0,
  continuation: null,
  offset: 0,
  buckets: {},
  pages: 0,
  pagesOfTarget: 0,
  seen: 0,
  visited: 0,
  verdicts: {},
  opened: 0,
  problems: [],
  lost: 0,
};

const mostProblems = 20;
/**
 * Throttling passes within minutes. When a page cannot be listed in this time, the rest of its group or subscription
 * waits for the next night.
 */
const listingPatienceMs = 15 * 60_000;

/**
 * A subscription has 5,000 clusters at most (Microsoft Learn, "Quotas, virtual machine size restrictions, and region
 * availability in AKS"), and pages have many. A list that goes on after so many pages has no end.
 */
const mostPagesOfTarget = 1_000;

/**
 * Proves the pools of the fleet that are due, and inspects every cluster of the fleet. Each execution handles one page
 * of clusters and then continues as new with the next page, so that its history is that of one page however large the
 * fleet is. A proven pool is no longer due, so a night that is started again proves only the rest.
 */
export function* proveFleet(context: OrchestrationContext): Stretch<FleetProgress> {
  const input = context.df.getInput<FleetInput>();
  const target = targetOf(input);
  if (!target) return input.progress;

  const page = yield* listPage(context, input, target);
  const visited = page
    ? yield* visitAll(context, { ...input, progress: count(input.progress, page) }, target.subscriptionId, page)
    : notListed(input.progress, target.subscriptionId);
  const progress = goOn(visited, page, target.subscriptionId);
  const next = targetOf({ ...input, progress });
  if (!next) return progress;
  const sameBucket = next.subscriptionId === target.subscriptionId;
  context.df.continueAsNew({ ...input, progress: sameBucket ? progress : { ...progress, buckets: {} } });
  return progress;
}

type Target = Pick<FleetPageOrder, 'subscriptionId' | 'resourceGroup'>;

/** What to list next: every group of the first subscription, then of the next one; null after the last. */
function targetOf({ subscriptions, resourceGroups, progress }: FleetInput): Target | null {
  const groups = resourceGroups.length > 0 ? resourceGroups : [null];
  const subscriptionId = subscriptions[Math.floor(progress.target / groups.length)];
  return subscriptionId ? { subscriptionId, resourceGroup: groups[progress.target % groups.length] ?? null } : null;
}

/** Moves on to the rest of the page, the next page, or the next group or subscription. */
function goOn(progress: FleetProgress, page: FleetPage | null, subscriptionId: string): FleetProgress {
  if (page && page.nextOffset !== null) return { ...progress, offset: page.nextOffset };
  const continuation = page?.continuation ?? null;
  if (continuation !== null && progress.pagesOfTarget < mostPagesOfTarget)
    return { ...progress, offset: 0, continuation };
  const left = continuation === null ? progress : notListed(progress, subscriptionId);
  return { ...left, offset: 0, continuation: null, pagesOfTarget: 0, target: progress.target + 1 };
}

function* listPage(context: OrchestrationContext, input: FleetInput, target: Target): Stretch<FleetPage | null> {
  const { tag, dueWithinMs, progress } = input;
  const { continuation, offset } = progress;
  const now = context.df.currentUtcDateTime.toISOString();
  const order = { ...target, tag, dueWithinMs, continuation, offset, now };
  const listed = yield* askWithin(context, listingPatienceMs, 10_000)('listFleetPage', order);
  if (listed.ok) return listed.value;
  if (!context.df.isReplaying) context.error(oneLine(`The clusters could not be listed: ${listed.failure.message}`));
  return null;
}

/**
 * Visits the clusters of a page in parallel lanes. The clusters are dealt out in turn, so that each lane begins with
 * the oldest proofs. A lane that dies takes no other with it, and its clusters are visited by a second one: what the
 * first has proven is no longer due.
 */
function* visitAll(
  context: OrchestrationContext,
  input: FleetInput,
  subscriptionId: string,
  page: FleetPage,
): Stretch<FleetProgress> {
  const hands = dealOut(page.clusters, input.parallelClusters);
  const orders = hands.map((clusters, lane) => orderLane(input, subscriptionId, lane, clusters));
  const first = yield* settleLanes(context, input, orders);
  const repeats = first.died.map((order) => ({ ...order, again: true }));
  const second = yield* settleLanes(context, input, repeats);
  const progress = [...first.ended, ...second.ended].reduce(countLane, input.progress);
  return second.died.reduce(countDead, progress);
}

/** A lane with its number on the page. */
type LaneOrder = FleetLaneInput & { lane: number };

function orderLane(
  { fleetId, startedAt, dueWithinMs, policy, options, progress, parallelClusters }: FleetInput,
  subscriptionId: string,
  lane: number,
  clusters: FleetPage['clusters'],
): LaneOrder {
  const pace = shareOf(fleetPace, parallelClusters);
  const bucket = progress.buckets[lane] ?? null;
  return {
    lane,
    fleetId,
    startedAt,
    subscriptionId,
    clusters,
    again: false,
    dueWithinMs,
    pace,
    bucket,
    policy,
    options,
  };
}

interface LanesEnd {
  ended: { lane: number; end: FleetLaneEnd }[];
  died: LaneOrder[];
}

function* settleLanes(
  context: OrchestrationContext,
  { fleetId, startedAt, progress }: FleetInput,
  orders: LaneOrder[],
): Stretch<LanesEnd> {
  // A night that is begun again after its death has ids of its own: lanes of the dead one may still be under way.
  const page = `${fleetId}-${Date.parse(startedAt)}-page-${progress.pages}`;
  const started = orders.map(({ lane, ...order }) =>
    context.df.callSubOrchestrator('proveFleetLane', order, `${page}-lane-${lane}${order.again ? '-again' : ''}`),
  );
  const ends = yield* settleAll<FleetLaneEnd>(context, started);
  const of = (index: number) => orders[index] as LaneOrder;
  return {
    ended: ends.flatMap((end, index) => (end.ok ? [{ lane: of(index).lane, end: end.value }] : [])),
    died: ends.flatMap((end, index) => (end.ok ? [] : [of(index)])),
  };
}

function dealOut<T>(items: readonly T[], hands: number): T[][] {
  return Array.from({ length: Math.min(hands, items.length) }, (_, hand) =>
    items.filter((_item, index) => index % hands === hand),
  );
}

function count(progress: FleetProgress, page: FleetPage): FleetProgress {
  return {
    ...progress,
    pages: progress.pages + 1,
    // A night that an earlier version began does not count these yet.
    pagesOfTarget: (progress.pagesOfTarget ?? 0) + 1,
    seen: progress.seen + page.seen,
  };
}

function countLane(progress: FleetProgress, { lane, end }: LanesEnd['ended'][number]): FleetProgress {
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

function countDead(progress: FleetProgress, { clusters, subscriptionId }: LaneOrder): FleetProgress {
  const names = nameSome(clusters.map(({ name }) => name));
  return lose(progress, `${subscriptionId}: a lane died twice, so these may not have been visited: ${names}`);
}

function notListed(progress: FleetProgress, subscriptionId: string): FleetProgress {
  return lose(progress, `${subscriptionId}: its clusters were not listed to their end`);
}

function lose(progress: FleetProgress, problem: string): FleetProgress {
  const problems = [...progress.problems, shorten(problem, 300)].slice(0, mostProblems);
  return { ...progress, problems, lost: progress.lost + 1 };
}
