import type { OrchestrationContext } from 'durable-functions';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { Verdict } from '../../isolation/evidence.ts';
import { type ProvablePool, unpooled } from '../../isolation/provable-pools.ts';
import { newRunRecord } from '../../runs/new-run-record.ts';
import type { VerificationInput, WorkflowOptions } from '../../runs/requests.ts';
import type { SandboxPolicy } from '../../workloads/sandbox-policy.ts';
import type { ProofEnd } from '../runs/prove-cluster.ts';
import { settle } from '../settle-all.ts';
import { type Ask, askWithin, type Stretch } from '../typed-call.ts';

/** Input of the orchestrator proveFleetCluster. */
export interface FleetVisitInput {
  fleetId: string;
  runId: string;
  cluster: ClusterReference;
  dueWithinMs: number;
  /** Which pods must be sandboxed, for the inspection. */
  policy: SandboxPolicy;
  options: WorkflowOptions;
}

/** What the nightly visit of one cluster led to. */
export interface FleetVisit {
  /** Null when nothing was due, or nothing could be proven. */
  verdict: Verdict | null;
  problem: string | null;
  /** Number of findings that this visit opened; null when the cluster could not be inspected. */
  opened: number | null;
}

type Proving = Pick<FleetVisit, 'verdict' | 'problem'> & Pick<ProofEnd, 'unprovable'>;

const nothingProven: Proving = { verdict: null, problem: null, unprovable: [] };

/** How long one activity is retried. */
const patienceMs = 5 * 60_000;

/**
 * The nightly visit of one cluster: proves the pools that are due, queues alerts for pools that are still stale, and
 * inspects the cluster for what does not comply. Never throws for what Azure, Kubernetes or storage do: that is a
 * `problem`.
 */
export function* proveFleetCluster(context: OrchestrationContext): Stretch<FleetVisit> {
  const input = context.df.getInput<FleetVisitInput>();
  const { cluster, dueWithinMs, policy } = input;
  const ask = askWithin(context, patienceMs, 5_000);
  const since = context.df.currentUtcDateTime.toISOString();
  const visit = yield* ask('readVisit', { cluster, now: since, dueWithinMs, policy });
  if (!visit.ok) return { verdict: null, opened: null, problem: `${cluster.name}: ${visit.failure.message}` };
  const { pools } = visit.value;
  const dueNames = visit.value.due.map(({ poolName }) => poolName);
  const due = yield* dropAbsentNodes(context, ask, input, dueNames);
  const proven = due.length > 0 ? yield* prove(context, ask, input, due) : nothingProven;
  const expected = pools.filter(({ poolName }) => !proven.unprovable.includes(poolName));
  const unproven = expected.length > 0 ? yield* tellUnproven(context, ask, cluster, expected, since) : null;
  const inspected = visit.value.inspected
    ? { ...visit.value.inspected, problem: null }
    : yield* inspect(context, ask, input);
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
 * Removes the entry for nodes that belong to no pool when there are none: node auto-provisioning creates and removes
 * such nodes with the pods that need them, and only the cluster tells whether there are any. When the cluster does not
 * answer, the entry stays: the run finds out and says so, since what could not be checked is no pass.
 */
function* dropAbsentNodes(
  context: OrchestrationContext,
  ask: Ask,
  { runId, cluster }: FleetVisitInput,
  dueNames: string[],
): Stretch<string[]> {
  if (!dueNames.includes(unpooled)) return dueNames;
  const askedAt = context.df.currentUtcDateTime.toISOString();
  const scope = { runId, cluster, poolName: null, poolNames: [unpooled] };
  const seen = yield* ask('readCoverage', { ...scope, after: null, azure: 'may-tell' });
  if (!seen.ok || seen.value.clusterLetBe || seen.value.places.some(({ registered }) => registered > 0))
    return dueNames;
  yield* ask('retireAbsentPools', { cluster, poolName: unpooled, present: [], askedAt });
  return dueNames.filter((poolName) => poolName !== unpooled);
}

function* prove(
  context: OrchestrationContext,
  ask: Ask,
  { fleetId, runId, cluster, options }: FleetVisitInput,
  poolNames: string[],
): Stretch<Proving> {
  const request = { cluster: { ...cluster }, nodePools: poolNames };
  const startedBy = { by: 'night', fleetId } as const;
  const asked = { kind: 'verification', cluster, poolName: null, cleanup: 'keep', startedBy, request } as const;
  const run = newRunRecord(asked, runId, context.df.currentUtcDateTime.toISOString(), options);
  const recorded = yield* ask('recordRun', { run });
  if (!recorded.ok) return { ...nothingProven, problem: `${cluster.name}: ${recorded.failure.message}` };
  const scope = { runId, cluster, poolName: null, poolNames };
  const order: VerificationInput = { ...scope, unasked: true, inTurn: true, options };
  const ended = yield* settle<ProofEnd>(context.df.callSubOrchestrator('proveCluster', order, runId));
  if (!ended.ok) return { ...nothingProven, problem: `${cluster.name}: run ${runId} died: ${ended.reason}` };
  const { verdict, unprovable } = ended.value;
  const judged = poolNames.some((poolName) => !unprovable.includes(poolName));
  return { verdict: judged ? verdict : null, problem: null, unprovable };
}
