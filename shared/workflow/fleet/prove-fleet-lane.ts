import type { OrchestrationContext } from 'durable-functions';
import type { FleetPage } from '../../activities/list-fleet-page.ts';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { instanceKey } from '../../clusters/keys.ts';
import { type Bucket, type Pace, paceStart } from '../../fleet/pace-starts.ts';
import { shorten } from '../../plain/shorten.ts';
import { stableHash } from '../../plain/stable-hash.ts';
import type { WorkflowOptions } from '../../runs/requests.ts';
import { createRunId } from '../../runs/run-id.ts';
import type { SandboxPolicy } from '../../workloads/sandbox-policy.ts';
import { notBefore } from '../back-off.ts';
import { settle } from '../settle-all.ts';
import type { Stretch } from '../typed-call.ts';
import type { FleetVisit, FleetVisitInput } from './prove-fleet-cluster.ts';

/** Input of the orchestrator proveFleetLane. */
export interface FleetLaneInput {
  fleetId: string;
  /** ISO 8601. The ids of the night's runs begin with this moment. */
  startedAt: string;
  subscriptionId: string;
  /** The clusters to visit, in this order, one after the other. */
  clusters: FleetPage['clusters'];
  /** The lane repeats one that died, so its visits and runs have ids of their own: those of the first may still run. */
  again: boolean;
  dueWithinMs: number;
  /** This lane's share of the pace of its subscription. */
  pace: Pace;
  bucket: Bucket | null;
  policy: SandboxPolicy;
  options: WorkflowOptions;
}

/** What a lane led to. */
export interface FleetLaneEnd {
  visited: number;
  /** Number of runs by verdict. */
  verdicts: Record<string, number>;
  /** Number of findings that the visits opened. */
  opened: number;
  /** The first problems; the records of the runs have them all. */
  problems: string[];
  /** The lane's token bucket after its last start. */
  bucket: Bucket | null;
}

const mostProblems = 10;

/**
 * Visits clusters one after the other; the number of parallel lanes bounds the parallelism. (Task.any over the
 * remaining tasks cannot do this: the JavaScript SDK schedules each of them again, Azure/azure-functions-durable-js
 * issue 574.)
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
    if (paced.waitMs > 0) yield context.df.createTimer(notBefore(new Date(nowMs + paced.waitMs)));
    const visited = yield* visit(context, input, { subscriptionId: input.subscriptionId, ...place });
    if (visited.verdict) verdicts[visited.verdict] = (verdicts[visited.verdict] ?? 0) + 1;
    if (visited.problem && problems.length < mostProblems) problems.push(shorten(visited.problem, 300));
    opened += visited.opened ?? 0;
  }
  return { visited: input.clusters.length, verdicts, opened, problems, bucket };
}

function* visit(context: OrchestrationContext, input: FleetLaneInput, cluster: ClusterReference): Stretch<FleetVisit> {
  const { fleetId, dueWithinMs, policy, options } = input;
  const runId = fleetRunId(input, cluster);
  const order: FleetVisitInput = { fleetId, runId, cluster, dueWithinMs, policy, options };
  const visited = yield* settle<FleetVisit>(
    context.df.callSubOrchestrator('proveFleetCluster', order, `${runId}-visit`),
  );
  if (visited.ok) return visited.value;
  return { verdict: null, opened: null, problem: `${cluster.name}: the visit died: ${visited.reason}` };
}

/** The id of the run of one cluster in one night, which is the same however often the run is started. */
function fleetRunId({ fleetId, startedAt, again }: FleetLaneInput, cluster: ClusterReference): string {
  const subject = `${fleetId}|${instanceKey(cluster)}${again ? '|again' : ''}`;
  return createRunId(Date.parse(startedAt), stableHash(subject).slice(1));
}
