import { sameCluster } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { RunRecords } from '../ports/run-records.ts';

/** An open run of the same cluster that was asked for before this one (run ids count down), or null. */
export async function readEarlierRun(
  records: RunRecords,
  { runId, cluster }: { runId: string; cluster: ClusterReference },
): Promise<{ earlier: string | null }> {
  const open = await records.listOpenRuns();
  const found = open.find((run) => run.runId > runId && sameCluster(run.cluster, cluster));
  return { earlier: found?.runId ?? null };
}
