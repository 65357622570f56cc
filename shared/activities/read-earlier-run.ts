import { sameCluster } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { RunRecords } from '../ports/run-records.ts';

/**
 * Finds an open run of the same cluster that was requested before this one, or null. Run ids count down, so an earlier
 * run has a greater id. Also says whether somebody has asked for an early end of this run.
 */
export async function readEarlierRun(
  records: RunRecords,
  { runId, cluster }: { runId: string; cluster: ClusterReference },
): Promise<{ earlier: string | null; cancelRequested: boolean }> {
  const open = await records.listOpenRuns();
  const found = open.find((run) => run.runId > runId && sameCluster(run.cluster, cluster));
  const own = open.find((run) => run.runId === runId);
  return { earlier: found?.runId ?? null, cancelRequested: own?.cancelRequested ?? false };
}
