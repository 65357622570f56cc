import { sameCluster } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { RunRecords } from '../ports/run-records.ts';

/**
 * Finds an open run of the same cluster that was requested before this one, or null. Run ids count down, so an earlier
 * run has a greater id.
 */
export async function readEarlierRun(
  records: RunRecords,
  { runId, cluster }: { runId: string; cluster: ClusterReference },
): Promise<{ earlier: string | null }> {
  const open = await records.listOpenRuns();
  const found = open.find((run) => run.runId > runId && sameCluster(run.cluster, cluster));
  return { earlier: found?.runId ?? null };
}
