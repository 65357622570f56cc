import type { OrchestrationContext } from 'durable-functions';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { PoolToProve } from '../../fleet/list-due-pools.ts';
import type { Verdict } from '../../isolation/evidence.ts';
import { isKataNode, unpooled } from '../../isolation/kata-pools.ts';
import { newRunRecord } from '../../runs/new-run-record.ts';
import type { VerificationInput, WorkflowOptions } from '../../runs/requests.ts';
import type { SandboxPolicy } from '../../workloads/sandbox-policy.ts';
import { after } from '../back-off.ts';
import { callPatiently, type Stretch } from '../typed-call.ts';

export interface FleetVisitInput {
  fleetId: string;
  runId: string;
  cluster: ClusterReference;
  dueWithinMs: number;
  /** What is looked for besides. */
  policy: SandboxPolicy;
  options: WorkflowOptions;
}

export interface FleetVisit {
  /** Null when there was nothing to prove, or no way to. */
  verdict: Verdict | null;
  problem: string | null;
  /** Compliance findings that this visit opened; null when it could not look. */
  opened: number | null;
}

type Proving = Pick<FleetVisit, 'verdict' | 'problem'>;

const patienceMs = 5 * 60_000;

/** One cluster's part of a night: proves what is due, tells of what stays stale all the same, looks whether it complies. */
export function* proveFleetCluster(context: OrchestrationContext): Stretch<FleetVisit> {
  const input = context.df.getInput<FleetVisitInput>();
  const since = context.df.currentUtcDateTime.toISOString();
  const order = { cluster: input.cluster, now: since, dueWithinMs: input.dueWithinMs };
  const planned = yield* callPatiently(context, 'planVisit', order, patienceNow(context));
  if (!planned.ok) return { verdict: null, opened: null, problem: `${input.cluster.name}: ${planned.failure.message}` };
  const { pools } = planned.value;
  const dueNames = planned.value.due.map(({ poolName }) => poolName);
  const due = yield* dropAbsentNodes(context, input.cluster, dueNames);
  const proven = due.length > 0 ? yield* prove(context, input, due) : { verdict: null, problem: null };
  const problems = [proven.problem];
  if (pools.length > 0) problems.push(yield* noteUnproven(context, input.cluster, pools, since));
  const inspected = yield* inspect(context, input);
  const problem = [...problems, inspected.problem].filter(Boolean).join(' ') || null;
  return { verdict: proven.verdict, opened: inspected.opened, problem };
}

function* noteUnproven(
  context: OrchestrationContext,
  cluster: ClusterReference,
  pools: PoolToProve[],
  since: string,
): Stretch<string | null> {
  const order = { cluster, pools, since, at: context.df.currentUtcDateTime.toISOString() };
  const noted = yield* callPatiently(context, 'noteUnproven', order, patienceNow(context));
  return noted.ok ? null : `${cluster.name}: ${noted.failure.message}`;
}

function* inspect(
  context: OrchestrationContext,
  { cluster, policy }: FleetVisitInput,
): Stretch<Pick<FleetVisit, 'opened' | 'problem'>> {
  const order = { cluster, policy, at: context.df.currentUtcDateTime.toISOString() };
  const looked = yield* callPatiently(context, 'inspectCluster', order, patienceNow(context));
  if (looked.ok) return { opened: looked.value.opened, problem: null };
  return { opened: null, problem: `${cluster.name} was not inspected: ${looked.failure.message}` };
}

/**
 * Nodes of no pool come and go with the pods that they were made for, and only the cluster tells whether there are any.
 * None is nothing to prove. If the cluster does not answer, the run finds out and says so.
 */
function* dropAbsentNodes(
  context: OrchestrationContext,
  cluster: ClusterReference,
  dueNames: string[],
): Stretch<string[]> {
  if (!dueNames.includes(unpooled)) return dueNames;
  const listed = yield* callPatiently(context, 'listNodes', { cluster, poolName: null }, patienceNow(context));
  if (listed.ok && listed.value.nodes.some((node) => node.poolName === null && isKataNode(node))) return dueNames;
  if (listed.ok) yield* callPatiently(context, 'retirePool', { cluster, poolName: unpooled }, patienceNow(context));
  return dueNames.filter((poolName) => poolName !== unpooled);
}

function* prove(context: OrchestrationContext, input: FleetVisitInput, poolNames: string[]): Stretch<Proving> {
  const { runId, cluster, options } = input;
  const request = { startedBy: input.fleetId, cluster: { ...cluster }, nodePools: poolNames };
  const asked = { kind: 'verification', cluster, poolName: null, cleanup: 'keep', request } as const;
  const run = newRunRecord(asked, runId, context.df.currentUtcDateTime.toISOString(), options);
  const recorded = yield* callPatiently(context, 'recordRun', { run }, patienceNow(context));
  if (!recorded.ok) return { verdict: null, problem: `${cluster.name}: ${recorded.failure.message}` };
  const scope = { runId, cluster, poolName: null, poolNames };
  const order: VerificationInput = { ...scope, unasked: true, inTurn: true, options };
  try {
    const ended = (yield context.df.callSubOrchestrator('proveCluster', order, runId)) as { verdict: Verdict };
    return { verdict: ended.verdict, problem: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'for no reason given';
    return { verdict: null, problem: `${cluster.name}: run ${runId} died: ${reason}` };
  }
}

function patienceNow(context: OrchestrationContext) {
  return { deadline: after(context.df.currentUtcDateTime, patienceMs), firstDelayMs: 5_000 };
}
