import type { OrchestrationContext } from 'durable-functions';
import type { KataPool } from '../../activities/read-kata-pools.ts';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { shorten } from '../../plain/shorten.ts';
import type { WorkflowOptions } from '../../runs/requests.ts';
import type { RunOrigin } from '../../runs/run-origin.ts';
import { after, retryDelay } from '../back-off.ts';
import { type Ask, askUntil, askWithin, type Stretch } from '../typed-call.ts';
import { never, type Polled, waitUntil } from '../wait-until.ts';

/** Input of the orchestrator proveChanges: one look at a pool or a cluster. */
export interface ChangesInput {
  cluster: ClusterReference;
  /** Null for every pool of the cluster. */
  poolName: string | null;
  /** Milliseconds to wait before the look. */
  waitMs: number;
  /** The look must not begin before this moment of the wall clock (milliseconds since the epoch). */
  quietUntil: number;
  /** The event that caused the look. */
  startedBy: RunOrigin;
  options: WorkflowOptions;
}

/** What a look led to. */
export interface ChangesEnd {
  /** Ids of the runs that prove the changed pools, no matter which host started them. */
  runIds: string[];
  /** Names of the pools whose postures were retired. */
  retired: string[];
}

/** How long one call to storage, or to Durable, is retried. */
const storagePatienceMs = 10 * 60_000;

/**
 * The look that events cause: lets events gather for the quiet time, then reads the cluster until no operation on its
 * pools is under way, and starts one run for each changed Kata pool. Pools are read with their cluster, because AKS
 * throttles GET ManagedCluster per cluster but GETs of pools per subscription (Microsoft Learn, "Quotas, virtual
 * machine size restrictions, and region availability in AKS", throttling limits). Throws when storage or Azure does not
 * answer in time.
 */
export function* proveChanges(context: OrchestrationContext): Stretch<ChangesEnd> {
  const input = context.df.getInput<ChangesInput>();
  const { cluster, poolName } = input;
  const store = askWithin(context, storagePatienceMs, 2_000);
  yield* letGather(context, store, input);
  const { runIds, problems, present, askedAt } = yield* proveSettled(context, store, input);
  const retired = yield* store('retireAbsentPools', { cluster, poolName, present, askedAt });
  if (!retired.ok) problems.push(`Pools of cluster ${cluster.name} were not retired: ${retired.failure.message}`);
  // The failed instance is visible, and the next nightly check finds the pools.
  if (problems.length > 0 || !retired.ok) throw new Error(shorten(problems.join(' '), 2000));
  return { runIds, retired: retired.value.retired };
}

function* letGather(context: OrchestrationContext, store: Ask, { waitMs, quietUntil }: ChangesInput): Stretch<void> {
  for (let remainingMs = waitMs; remainingMs > 0; ) {
    yield context.df.createTimer(after(context.df.currentUtcDateTime, remainingMs));
    const waited = yield* store('awaitQuiet', { until: quietUntil });
    remainingMs = waited.ok ? waited.value.remainingMs : 0;
  }
}

interface Settled {
  runIds: string[];
  /** Why the runs of other pools were not started. */
  problems: string[];
  /** Names of the pools that exist now; null when ARM does not say. */
  present: string[] | null;
  /** When ARM was asked for these pools (ISO 8601). */
  askedAt: string;
}

/**
 * Starts the run of each pool as soon as no operation on it is under way, and ends when that is so for all pools.
 * Throws at the deadline.
 */
function* proveSettled(context: OrchestrationContext, store: Ask, input: ChangesInput): Stretch<Settled> {
  const { cluster, poolName, options } = input;
  const deadline = after(context.df.currentUtcDateTime, options.poolDeadlineMs);
  const ask = askUntil(context, deadline, retryDelay(options.pollMs));
  const starts = new Map<string, ProofStart>();

  function* poll(): Stretch<Polled<Settled>> {
    const askedAt = context.df.currentUtcDateTime.toISOString();
    const read = yield* ask('readKataPools', { cluster, poolName });
    if (!read.ok) return never(read.failure);
    const { pools, present } = read.value;
    for (const pool of pools.filter(({ name, atRest, provable }) => atRest && provable && !starts.has(name)))
      starts.set(pool.name, yield* proveChange(context, store, input, pool));
    const moving = pools.find(({ atRest }) => !atRest);
    if (moving) return { state: 'not-yet', waitingFor: `${moving.name} is ${moving.provisioningState}.` };
    const ends = [...starts.values()];
    const runIds = ends.flatMap((end) => ('runId' in end ? [end.runId] : []));
    const problems = ends.flatMap((end) => ('problem' in end ? [end.problem] : []));
    return { state: 'there', value: { runIds, problems, present, askedAt } };
  }

  const ended = yield* waitUntil(context, { deadline, firstDelayMs: options.pollMs, poll });
  if (ended.end === 'gave-up') throw new Error(`Cluster ${cluster.name}: ${ended.code}: ${ended.message}`);
  return ended.value;
}

/** The run of a changed pool, or why there is none. */
type ProofStart = { runId: string } | { problem: string };

/**
 * Starts the run of one changed pool. Never throws, because a pool whose run cannot be started must not take the others
 * with it.
 */
function* proveChange(
  context: OrchestrationContext,
  store: Ask,
  { cluster, poolName: askedPool, startedBy, options }: ChangesInput,
  pool: KataPool,
): Stretch<ProofStart> {
  const { name: poolName, nodeImageVersion, state, count, eTag } = pool;
  const at = context.df.currentUtcDateTime.toISOString();
  const change = { generation: { nodeImageVersion, state, eTag }, count, afterClusterWrite: askedPool === null };
  const claimed = yield* store('claimChange', { cluster, poolName, ...change, at, startedBy, options });
  if (!claimed.ok) return { problem: `The change of pool ${poolName} was not claimed: ${claimed.failure.message}` };
  const { runId, start } = claimed.value;
  if (!start) return { runId };
  // A failed upgrade is an alert at its first inconclusive end. A busy cluster is one only after several.
  const flapThreshold = pool.provisioningState.toLowerCase() === 'failed' ? 1 : options.flapThreshold;
  const started = yield* store('startProof', { runId, cluster, poolName, options: { ...options, flapThreshold } });
  return started.ok ? { runId } : { problem: `Run ${runId} was not started: ${started.failure.message}` };
}
