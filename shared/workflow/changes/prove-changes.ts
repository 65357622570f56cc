import type { OrchestrationContext } from 'durable-functions';
import type { ClusterFacts, PoolFacts } from '../../clusters/cluster-facts.ts';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { isKataRuntime } from '../../isolation/kata.ts';
import { poolNamesOf, selectProvablePools } from '../../isolation/provable-pools.ts';
import type { WorkflowOptions } from '../../runs/requests.ts';
import { after } from '../back-off.ts';
import { type Ask, askUntil, askWithin, type Stretch } from '../typed-call.ts';
import { never, type Polled, waitUntil } from '../wait-until.ts';

export interface ChangesInput {
  cluster: ClusterReference;
  /** Null for every pool of the cluster. */
  poolName: string | null;
  /** How long to wait before the first look. */
  waitMs: number;
  /** The first look is not made before this moment of the wall clock (milliseconds since the epoch). */
  quietUntil: number;
  options: WorkflowOptions;
}

export interface ChangesEnd {
  /** Runs that prove what was found changed, whoever started them. */
  runIds: string[];
  retired: string[];
}

const storagePatienceMs = 10 * 60_000;

/**
 * What events amount to: lets them gather for the quiet time, then looks at the cluster once, waits until what is being
 * changed there is finished, and sees to it that each changed Kata pool gets its one run. The pools come with their cluster
 * (GET ManagedCluster has a bucket of its own per cluster; GETs of pools share one per subscription).
 */
export function* proveChanges(context: OrchestrationContext): Stretch<ChangesEnd> {
  const input = context.df.getInput<ChangesInput>();
  const { cluster, poolName } = input;
  const store = askWithin(context, storagePatienceMs, 2_000);
  yield* letGather(context, store, input);
  const { runIds, present, askedAt } = yield* proveSettled(context, store, input);
  const retired = yield* store('retireAbsentPools', { cluster, poolName, present, askedAt });
  if (!retired.ok) throw new Error(`Pools of cluster ${cluster.name} were not retired: ${retired.failure.message}`);
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
  /** Names of the pools that there are now; null when ARM does not tell. */
  present: string[] | null;
  /** When ARM was asked for them (ISO 8601). */
  askedAt: string;
}

/** Has each pool proven as soon as it is at rest, and ends when all are. Throws when they are not in time. */
function* proveSettled(context: OrchestrationContext, store: Ask, input: ChangesInput): Stretch<Settled> {
  const { cluster, poolName, options } = input;
  const deadline = after(context.df.currentUtcDateTime, options.poolDeadlineMs);
  const ask = askUntil(context, deadline, options.pollMs);
  const runs = new Map<string, string>();

  function* poll(): Stretch<Polled<Settled>> {
    const askedAt = context.df.currentUtcDateTime.toISOString();
    const read = yield* ask('readCluster', { cluster });
    if (!read.ok) return never(read.failure);
    const facts = read.value.cluster;
    const wanted = facts ? selectKataPools(facts, poolName) : [];
    const provable = facts ? selectProvablePools(facts).map((pool) => pool.poolName) : [];
    for (const pool of wanted.filter((one) => isAtRest(one) && provable.includes(one.name) && !runs.has(one.name)))
      runs.set(pool.name, yield* proveChange(context, store, input, pool));
    const moving = wanted.find((pool) => !isAtRest(pool));
    if (moving) return { state: 'not-yet', waitingFor: `${moving.name} is ${moving.provisioningState}.` };
    return { state: 'there', value: { runIds: [...runs.values()], present: poolNamesOf(facts), askedAt } };
  }

  const ended = yield* waitUntil(context, { deadline, firstDelayMs: options.pollMs, poll });
  if (ended.end === 'gave-up') throw new Error(`Cluster ${cluster.name}: ${ended.code}: ${ended.message}`);
  return ended.value;
}

/** Throws when storage stays away: the instance fails, where people can see it, and the nightly round finds the pool. */
function* proveChange(
  context: OrchestrationContext,
  store: Ask,
  { cluster, options }: ChangesInput,
  pool: PoolFacts,
): Stretch<string> {
  const { name: poolName, nodeImageVersion, eTag } = pool;
  const at = context.df.currentUtcDateTime.toISOString();
  const generation = { nodeImageVersion, eTag };
  const claimed = yield* store('claimChange', { cluster, poolName, generation, at, options });
  if (!claimed.ok) throw new Error(`The change of pool ${poolName} was not claimed: ${claimed.failure.message}`);
  const { runId, start } = claimed.value;
  if (!start) return runId;
  // People hear of a failed upgrade at once, of a busy cluster only when it stays so.
  const flapThreshold = pool.provisioningState.toLowerCase() === 'failed' ? 1 : options.flapThreshold;
  const started = yield* store('startProof', { runId, cluster, poolName, options: { ...options, flapThreshold } });
  if (!started.ok) throw new Error(`Run ${runId} was not started: ${started.failure.message}`);
  return runId;
}

/** The Kata pool of that name, or every Kata pool (null). */
function selectKataPools(facts: ClusterFacts, poolName: string | null): PoolFacts[] {
  const wanted = poolName?.toLowerCase();
  return (facts.pools ?? []).filter(
    (pool) => isKataRuntime(pool.workloadRuntime) && (wanted === undefined || pool.name.toLowerCase() === wanted),
  );
}

/** Whether no operation is under way. Provisioning states are free text: what is none of these is still moving. */
function isAtRest({ provisioningState }: PoolFacts): boolean {
  return ['succeeded', 'failed', 'canceled'].includes(provisioningState.toLowerCase());
}
