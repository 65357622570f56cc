import type { OrchestrationContext } from 'durable-functions';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { Verdict } from '../../isolation/evidence.ts';
import { type ProvablePool, unpooled } from '../../isolation/provable-pools.ts';
import { newRunRecord } from '../../runs/new-run-record.ts';
import type { VerificationInput, WorkflowOptions } from '../../runs/requests.ts';
import type { SandboxPolicy } from '../../workloads/sandbox-policy.ts';
import { type Ask, askWithin, type Stretch } from '../typed-call.ts';

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

/** One cluster's part of a night: proves what is due, tells of what stays stale all the same, inspects what complies. */
export function* proveFleetCluster(context: OrchestrationContext): Stretch<FleetVisit> {
  const input = context.df.getInput<FleetVisitInput>();
  const { cluster, dueWithinMs } = input;
  const ask = askWithin(context, patienceMs, 5_000);
  const since = context.df.currentUtcDateTime.toISOString();
  const visit = yield* ask('readVisit', { cluster, now: since, dueWithinMs });
  if (!visit.ok) return { verdict: null, opened: null, problem: `${cluster.name}: ${visit.failure.message}` };
  const { pools } = visit.value;
  const due = yield* dropAbsentNodes(
    ask,
    cluster,
    visit.value.due.map(({ poolName }) => poolName),
  );
  const proven = due.length > 0 ? yield* prove(context, ask, input, due) : { verdict: null, problem: null };
  const unproven = pools.length > 0 ? yield* tellUnproven(context, ask, cluster, pools, since) : null;
  const inspected = yield* inspect(context, ask, input);
  const problem = [proven.problem, unproven, inspected.problem].filter(Boolean).join(' ') || null;
  return { verdict: proven.verdict, opened: inspected.opened, problem };
}

function* tellUnproven(
  context: OrchestrationContext,
  ask: Ask,
  cluster: ClusterReference,
  pools: ProvablePool[],
  since: string,
): Stretch<string | null> {
  const at = context.df.currentUtcDateTime.toISOString();
  const told = yield* ask('tellUnproven', { cluster, pools, since, at });
  return told.ok ? null : `${cluster.name}: ${told.failure.message}`;
}

function* inspect(
  context: OrchestrationContext,
  ask: Ask,
  { cluster, policy }: FleetVisitInput,
): Stretch<Pick<FleetVisit, 'opened' | 'problem'>> {
  const inspected = yield* ask('inspectCluster', { cluster, policy, at: context.df.currentUtcDateTime.toISOString() });
  if (inspected.ok) return { opened: inspected.value.opened, problem: null };
  return { opened: null, problem: `${cluster.name} was not inspected: ${inspected.failure.message}` };
}

/**
 * Nodes of no pool come and go with the pods that they were made for, and only the cluster tells whether there are any.
 * None is nothing to prove. If the cluster does not answer, the run finds out and says so.
 */
function* dropAbsentNodes(ask: Ask, cluster: ClusterReference, dueNames: string[]): Stretch<string[]> {
  if (!dueNames.includes(unpooled)) return dueNames;
  const listed = yield* ask('listNodesToProve', { cluster, poolName: null });
  if (listed.ok && listed.value.nodes.some((node) => node.poolName === null)) return dueNames;
  if (listed.ok) yield* ask('retirePool', { cluster, poolName: unpooled });
  return dueNames.filter((poolName) => poolName !== unpooled);
}

function* prove(
  context: OrchestrationContext,
  ask: Ask,
  { fleetId, runId, cluster, options }: FleetVisitInput,
  poolNames: string[],
): Stretch<Proving> {
  const request = { startedBy: fleetId, cluster: { ...cluster }, nodePools: poolNames };
  const asked = { kind: 'verification', cluster, poolName: null, cleanup: 'keep', request } as const;
  const run = newRunRecord(asked, runId, context.df.currentUtcDateTime.toISOString(), options);
  const recorded = yield* ask('recordRun', { run });
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
