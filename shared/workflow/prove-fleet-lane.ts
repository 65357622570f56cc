import type { OrchestrationContext } from 'durable-functions';
import { type Bucket, type Pace, paceStart } from '../fleet/pace-starts.ts';
import { fleetRunId } from './fleet-run-id.ts';
import type { FleetCluster } from './plan-fleet-page.ts';
import type { FleetVisit, FleetVisitInput } from './prove-fleet-cluster.ts';
import type { WorkflowOptions } from './requests.ts';
import type { Stretch } from './typed-call.ts';

export interface FleetLaneInput {
  fleetId: string;
  /** ISO 8601: what the night's run ids begin with. */
  startedAt: string;
  /** Visited in this order, one after the other. */
  clusters: FleetCluster[];
  /** This lane's share. */
  pace: Pace;
  bucket: Bucket | null;
  options: WorkflowOptions;
}

export interface FleetLaneEnd {
  visits: FleetVisit[];
  /** What is left of the lane's share. */
  bucket: Bucket | null;
}

/**
 * Visits clusters one after the other; lanes side by side bound the parallelism. (Task.any over the tasks that are left
 * cannot: the JavaScript SDK asks for each of them anew, Azure/azure-functions-durable-js issue 574.)
 */
export function* proveFleetLane(context: OrchestrationContext): Stretch<FleetLaneEnd> {
  const input = context.df.getInput<FleetLaneInput>();
  const visits: FleetVisit[] = [];
  let bucket = input.bucket;
  for (const cluster of input.clusters) {
    const nowMs = context.df.currentUtcDateTime.getTime();
    const paced = paceStart(bucket, nowMs, input.pace);
    bucket = paced.bucket;
    if (paced.waitMs > 0) yield context.df.createTimer(new Date(nowMs + paced.waitMs));
    visits.push(yield* visit(context, input, cluster));
  }
  return { visits, bucket };
}

function* visit(
  context: OrchestrationContext,
  input: FleetLaneInput,
  { cluster, due, pools }: FleetCluster,
): Stretch<FleetVisit> {
  const { fleetId, startedAt, options } = input;
  const runId = fleetRunId(fleetId, startedAt, cluster);
  const dueNames = due.map(({ poolName }) => poolName);
  const order: FleetVisitInput = { fleetId, runId, cluster, pools, dueNames, options };
  try {
    return (yield context.df.callSubOrchestrator('proveFleetCluster', order, `${runId}-visit`)) as FleetVisit;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'for no reason given';
    return { verdict: null, problem: `${cluster.name}: the visit died: ${reason}` };
  }
}
