import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { changeKey, type PoolGeneration } from '../clusters/keys.ts';
import { lostRace, untilWritten } from '../errors/until-written.ts';
import { nextSeen, type SeenState } from '../events/pool-state.ts';
import { stableHash } from '../plain/stable-hash.ts';
import type { Ports } from '../ports/ports.ts';
import { newRunRecord } from '../runs/new-run-record.ts';
import type { WorkflowOptions } from '../runs/requests.ts';
import { createRunId } from '../runs/run-id.ts';
import type { RunOrigin } from '../runs/run-origin.ts';

/** A pool that has changed, and the settings with which the run is to prove it. */
export interface ChangeOrder {
  cluster: ClusterReference;
  poolName: string;
  generation: PoolGeneration;
  /** Nodes, as ARM counts them; null when it does not say. */
  count?: number | null;
  /** The look is at all pools of the cluster, because the cluster was written to. */
  afterClusterWrite?: boolean;
  /** When the change was seen (ISO 8601). The id of the run follows from it. */
  at: string;
  /** The event that caused the look. */
  startedBy: RunOrigin;
  options: Pick<WorkflowOptions, 'poolDeadlineMs' | 'expiryMs' | 'taskHub'>;
}

/**
 * Finds or creates the one run that proves this state of this pool. A pool that a write to its cluster has left as it was
 * is in the state that was seen before, and so is claimed by the same run. `start` is true as long as that run has not ended:
 * the host that claimed the change may have died before it started the run, and of several starts only one takes effect
 * (`beginRun`). When that run has ended and the pool counts as changing all the same, because an event came later than
 * the proof, the state is proven once more: by the run that is next for it. Idempotent; throws coded errors of the
 * storage.
 */
export async function claimChange(
  ports: Pick<Ports, 'claims' | 'records' | 'postures'>,
  order: ChangeOrder,
): Promise<{ runId: string; start: boolean }> {
  const { cluster, poolName } = order;
  let run = await claimRun(ports, order, await settleChange(ports, order));
  // A run records the posture before it ends, so the mark is read only now, and only where it can matter.
  const { value: posture } = run.start ? { value: null } : await ports.postures.readPosture(cluster, poolName);
  // Ends, because every run that has ended is one of few that this state of the pool has had.
  while (posture?.changing && !run.start) run = await claimRun(ports, order, nextKey(run));
  return { runId: run.runId, start: run.start };
}

type SettlingPorts = Pick<Ports, 'claims' | 'postures' | 'records'>;

/** Remembers the state that was seen, and returns the key of the change that led to it. */
function settleChange(ports: SettlingPorts, order: ChangeOrder): Promise<string> {
  const { cluster, poolName, generation, at, afterClusterWrite = false } = order;
  const { nodeImageVersion, eTag, state = nodeImageVersion ?? '' } = generation;
  const freshKey = changeKey(cluster, poolName, generation);
  return untilWritten(`What was seen of pool ${poolName}`, async () => {
    const before = await ports.claims.readSeen(cluster, poolName);
    const known = before.value ?? (afterClusterWrite ? await seenByEarlierProof(ports, order, state) : null);
    const seen = nextSeen(known, { state, eTag }, { afterClusterWrite, freshKey });
    const { written } = await ports.claims.writeSeen({ cluster, poolName, seen, at }, before.eTag);
    return written ? seen.changeKey : lostRace;
  });
}

/**
 * A pool that no look has seen yet may have been proven all the same, by a run that a caller asked for or by the night.
 * If it has the same node image and number of nodes since, a write to the cluster is no reason to prove it again: its
 * state is claimed for that run. A rolling upgrade, whatever its result, has marked the posture as changing. Under which
 * eTag that run found the pool nobody knows, so the key is of the state alone. Null when there is no such run.
 */
async function seenByEarlierProof(ports: SettlingPorts, order: ChangeOrder, state: string): Promise<SeenState | null> {
  const { cluster, poolName, generation, count = null, at } = order;
  const { value: posture } = await ports.postures.readPosture(cluster, poolName);
  if (!posture || posture.changing || posture.retired || posture.verdict === 'inconclusive') return null;
  const sameImage = generation.nodeImageVersion !== null && posture.nodeImageVersion === generation.nodeImageVersion;
  if (!sameImage || count === null || posture.nodesPresent !== count) return null;
  const run = await ports.records.readRun(posture.runId);
  if (run?.status !== 'done') return null;
  const key = changeKey(cluster, poolName, { ...generation, state, eTag: null });
  await ports.claims.claimChange({ cluster, poolName, changeKey: key, runId: posture.runId, at });
  return { state, eTag: null, changeKey: key };
}

function nextKey({ changeKey: key, runId }: ClaimedRun): string {
  return stableHash(`${key}|${runId}`);
}

interface ClaimedRun {
  runId: string;
  start: boolean;
  changeKey: string;
}

async function claimRun(
  { claims, records }: Pick<Ports, 'claims' | 'records'>,
  { cluster, poolName, generation, at, startedBy, options }: ChangeOrder,
  key: string,
): Promise<ClaimedRun> {
  const candidate = createRunId(Date.parse(at), key.slice(-10));
  const { runId } = await claims.claimChange({ cluster, poolName, changeKey: key, runId: candidate, at });
  const known = await records.readRun(runId);
  if (known) return { runId, start: known.status === 'running', changeKey: key };
  await records.rememberCluster(cluster);
  const request = { cluster, nodePool: poolName, changeKey: key, ...generation };
  const run = { kind: 'verification', cluster, poolName, cleanup: 'keep', startedBy, request } as const;
  await records.createRun(newRunRecord(run, runId, at, options));
  return { runId, start: true, changeKey: key };
}
