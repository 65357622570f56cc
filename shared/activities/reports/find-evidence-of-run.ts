import type { Ports } from '../../ports/ports.ts';
import type { RunRecord } from '../../runs/run-record.ts';

/** Proofs that a pool may have had since the run, a page at a time: more than a year of nights. */
const mostPages = 5;
const pageSize = 100;

/**
 * The digests of the evidence that a run archived, by the names of its pools: from the chains of proofs, or, for a run of a
 * version before there were any, from postures that no later run has changed. A pool of which none is found is left out.
 */
export async function findEvidenceOfRun(
  ports: Pick<Ports, 'chains' | 'postures'>,
  run: Pick<RunRecord, 'runId' | 'cluster' | 'startedAt' | 'pools'>,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { poolName } of run.pools) {
    const digest = await findInChain(ports, run, poolName);
    if (digest !== null) found.set(poolName, digest);
  }
  if (found.size === run.pools.length) return found;
  for (const { poolName, runId, evidenceHash } of await ports.postures.listClusterPostures(run.cluster))
    if (runId === run.runId && evidenceHash !== null && !found.has(poolName)) found.set(poolName, evidenceHash);
  return found;
}

async function findInChain(
  { chains }: Pick<Ports, 'chains'>,
  { runId, cluster, startedAt }: Pick<RunRecord, 'runId' | 'cluster' | 'startedAt'>,
  poolName: string,
): Promise<string | null> {
  let continuation: string | null = null;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await chains.listProofs(cluster, poolName, { limit: pageSize, continuation, since: startedAt });
    const own = page.proofs.find((proof) => proof.runId === runId);
    if (own) return own.digest;
    continuation = page.continuation;
    if (continuation === null) return null;
  }
  return null;
}
