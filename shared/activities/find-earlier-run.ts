import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { poolKey } from '../clusters/keys.ts';
import type { RunRecords } from '../ports/run-records.ts';

/** An open run of the same cluster that was asked for before this one (run ids count down), or null. */
export async function findEarlierRun(
  records: RunRecords,
  { runId, cluster }: { runId: string; cluster: ClusterReference },
): Promise<{ earlier: string | null }> {
  const clusterKey = poolKey(cluster, '');
  const open = await records.listOpenRuns();
  const found = open.find((run) => run.runId > runId && poolKey(run.cluster, '') === clusterKey);
  return { earlier: found?.runId ?? null };
}
