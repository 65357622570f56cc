import type { OrchestrationContext } from 'durable-functions';
import type { FleetPage } from '../../activities/list-fleet-page.ts';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { instanceKey } from '../../clusters/keys.ts';
import { type Bucket, type Pace, paceStart } from '../../fleet/pace-starts.ts';
import { stableHash } from '../../plain/stable-hash.ts';
import type { WorkflowOptions } from '../../runs/requests.ts';
import { createRunId } from '../../runs/run-id.ts';
import type { SandboxPolicy } from '../../workloads/sandbox-policy.ts';
import type { Stretch } from '../typed-call.ts';
import type { FleetVisit, FleetVisitInput } from './prove-fleet-cluster.ts';

export interface FleetLaneInput {
  fleetId: string;
  /** ISO 8601: what the night's run ids begin with. */
  startedAt: string;
  subscriptionId: string;
  /** Visited in this order, one after the other. */
  clusters: FleetPage['clusters'];
  dueWithinMs: number;
  /** This lane's share. */
  pace: Pace;
  bucket: Bucket | null;
  policy: SandboxPolicy;
  options: WorkflowOptions;
}

export interface FleetLaneEnd {
  visited: number;
  /** Runs by their verdicts. */
  verdicts: Record<string, number>;
  /** Compliance findings that the visits opened. */
  opened: number;
  /** The first of them; the runs have them all. */
  problems: string[];
  /** What is left of the lane's share. */
  bucket: Bucket | null;
}

const mostProblems = 10;

/**
 * Visits clusters one after the other; lanes side by side bound the parallelism. (Task.any over the tasks that are left
 * cannot: the JavaScript SDK asks for each of them anew, Azure/azure-functions-durable-js issue 574.)
 */
export function* proveFleetLane(context: OrchestrationContext): Stretch<FleetLaneEnd> {
  const input = context.df.getInput<FleetLaneInput>();
  const verdicts: Record<string, number> = {};
  const problems: string[] = [];
  let opened = 0;
  let bucket = input.bucket;
  for (const place of input.clusters) {
    const nowMs = context.df.currentUtcDateTime.getTime();
    const paced = paceStart(bucket, nowMs, input.pace);
    bucket = paced.bucket;
    if (paced.waitMs > 0) yield context.df.createTimer(new Date(nowMs + paced.waitMs));
    const visited = yield* visit(context, input, { subscriptionId: input.subscriptionId, ...place });
    if (visited.verdict) verdicts[visited.verdict] = (verdicts[visited.verdict] ?? 0) + 1;
    if (visited.problem && problems.length < mostProblems) problems.push(visited.problem.slice(0, 300));
    opened += visited.opened ?? 0;
  }
  return { visited: input.clusters.length, verdicts, opened, problems, bucket };
}

function* visit(context: OrchestrationContext, input: FleetLaneInput, cluster: ClusterReference): Stretch<FleetVisit> {
  const { fleetId, startedAt, dueWithinMs, policy, options } = input;
  const runId = fleetRunId(fleetId, startedAt, cluster);
  const order: FleetVisitInput = { fleetId, runId, cluster, dueWithinMs, policy, options };
  try {
    return (yield context.df.callSubOrchestrator('proveFleetCluster', order, `${runId}-visit`)) as FleetVisit;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'for no reason given';
    return { verdict: null, opened: null, problem: `${cluster.name}: the visit died: ${reason}` };
  }
}

/** The run of one cluster in one night: the same for whoever starts it, and however often. */
function fleetRunId(fleetId: string, startedAt: string, cluster: ClusterReference): string {
  return createRunId(Date.parse(startedAt), stableHash(`${fleetId}|${instanceKey(cluster)}`).slice(1));
}
