import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { changeKey, type PoolGeneration } from '../clusters/keys.ts';
import type { Ports } from '../ports/ports.ts';
import { newRunRecord } from '../runs/new-run-record.ts';
import type { WorkflowOptions } from '../runs/requests.ts';
import { createRunId } from '../runs/run-id.ts';

/** A pool that has changed, and the settings with which the run is to prove it. */
export interface ChangeOrder {
  cluster: ClusterReference;
  poolName: string;
  generation: PoolGeneration;
  /** When the change was seen (ISO 8601). The id of the run follows from it. */
  at: string;
  options: Pick<WorkflowOptions, 'poolDeadlineMs' | 'expiryMs'>;
}

/**
 * Finds or creates the one run that proves this state of this pool. `start` is true as long as that run has not ended:
 * the host that claimed the change may have died before it started the run, and of several starts only one takes effect
 * (`beginRun`). Idempotent; throws coded errors of the storage.
 */
export async function claimChange(
  { claims, records }: Pick<Ports, 'claims' | 'records'>,
  { cluster, poolName, generation, at, options }: ChangeOrder,
): Promise<{ runId: string; start: boolean }> {
  const key = changeKey(cluster, poolName, generation);
  const candidate = createRunId(Date.parse(at), key.slice(-10));
  const { runId } = await claims.claimChange({ cluster, poolName, changeKey: key, runId: candidate, at });
  const known = await records.readRun(runId);
  if (known) return { runId, start: known.status === 'running' };
  await records.rememberCluster(cluster);
  const request = { cluster, nodePool: poolName, changeKey: key, ...generation };
  const run = { kind: 'verification', cluster, poolName, cleanup: 'keep', request } as const;
  await records.createRun(newRunRecord(run, runId, at, options));
  return { runId, start: true };
}
