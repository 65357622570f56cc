import type { OrchestrationContext } from 'durable-functions';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { ClusterFacts, PoolFacts } from '../../ports/managed-clusters.ts';
import type { WorkflowOptions } from '../../runs/requests.ts';
import { after } from '../back-off.ts';
import { callPatiently, type Patience, type Stretch } from '../typed-call.ts';
import { type Look, waitUntil } from '../wait-until.ts';

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
  yield* letGather(context, input);
  const { cluster, poolName, options } = input;
  const deadline = after(context.df.currentUtcDateTime, options.poolDeadlineMs);
  const patience = { deadline, firstDelayMs: options.pollMs };
  const runs = new Map<string, string>();

  const ended = yield* waitUntil<{ present: string[] | null }>(context, {
    ...patience,
    *look(): Stretch<Look<{ present: string[] | null }>> {
      const read = yield* callPatiently(context, 'readCluster', { cluster }, patience);
      if (!read.ok) return { state: 'never', code: read.failure.code, message: read.failure.message };
      const facts = read.value.cluster;
      if (!facts) return { state: 'there', value: { present: null } };
      const wanted = kataPools(facts, poolName);
      for (const pool of wanted.filter(isSettled)) {
        if (runs.has(pool.name) || facts.powerState === 'Stopped' || pool.powerState === 'Stopped') continue;
        runs.set(pool.name, yield* proveChange(context, input, pool));
      }
      const moving = wanted.find((pool) => !isSettled(pool));
      if (!moving) return { state: 'there', value: { present: facts.pools.map(({ name }) => name.toLowerCase()) } };
      return { state: 'not-yet', waitingFor: `${moving.name} is ${moving.provisioningState}.`, retryAfterMs: null };
    },
  });
  if (ended.end === 'gave-up') throw new Error(`Cluster ${cluster.name}: ${ended.code}: ${ended.message}`);

  const { present } = ended.value;
  const order = { cluster, poolName, present };
  const retired = yield* callPatiently(context, 'retireAbsentPools', order, storagePatience(context));
  if (!retired.ok) throw new Error(`Pools of cluster ${cluster.name} were not retired: ${retired.failure.message}`);
  return { runIds: [...runs.values()], retired: retired.value.retired };
}

function* letGather(context: OrchestrationContext, { waitMs, quietUntil }: ChangesInput): Stretch<void> {
  for (let remainingMs = waitMs; remainingMs > 0; ) {
    yield context.df.createTimer(after(context.df.currentUtcDateTime, remainingMs));
    const waited = yield* callPatiently(context, 'awaitQuiet', { until: quietUntil }, storagePatience(context));
    remainingMs = waited.ok ? waited.value.remainingMs : 0;
  }
}

/** Throws when storage stays away: the instance fails, where people can see it, and the nightly round finds the pool. */
function* proveChange(context: OrchestrationContext, input: ChangesInput, pool: PoolFacts): Stretch<string> {
  const { cluster, options } = input;
  const { name: poolName, nodeImageVersion, eTag } = pool;
  const at = context.df.currentUtcDateTime.toISOString();
  const order = { cluster, poolName, generation: { nodeImageVersion, eTag }, at, options };
  const claimed = yield* callPatiently(context, 'claimChange', order, storagePatience(context));
  if (!claimed.ok) throw new Error(`The change of pool ${poolName} was not claimed: ${claimed.failure.message}`);
  const { runId, start } = claimed.value;
  if (!start) return runId;
  // People hear of a failed upgrade at once, of a busy cluster only when it stays so.
  const flapThreshold = pool.provisioningState.toLowerCase() === 'failed' ? 1 : options.flapThreshold;
  const proof = { runId, cluster, poolName, options: { ...options, flapThreshold } };
  const started = yield* callPatiently(context, 'startProof', proof, storagePatience(context));
  if (!started.ok) throw new Error(`Run ${runId} was not started: ${started.failure.message}`);
  return runId;
}

function kataPools(facts: ClusterFacts, poolName: string | null): PoolFacts[] {
  const wanted = poolName?.toLowerCase();
  return facts.pools.filter(
    (pool) => /^kata/i.test(pool.workloadRuntime) && (wanted === undefined || pool.name.toLowerCase() === wanted),
  );
}

/** Provisioning states are free text: what is none of these is still under way. */
function isSettled({ provisioningState }: PoolFacts): boolean {
  return ['succeeded', 'failed', 'canceled'].includes(provisioningState.toLowerCase());
}

function storagePatience(context: OrchestrationContext): Patience {
  return { deadline: after(context.df.currentUtcDateTime, storagePatienceMs), firstDelayMs: 2_000 };
}
