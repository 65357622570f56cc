import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { doubtVerdict, findSharedBoots } from '../isolation/find-shared-boots.ts';
import type { Ports } from '../ports/ports.ts';

/**
 * Compares the boot ids of all nodes that a run has proven, with one another and with those of the other nodes of the
 * cluster, and records a doubt about each node whose boot id is not its own. Nodes are proven apart from one another, so
 * this is done over what is stored. Returns the number of nodes in doubt. Idempotent. Throws the coded errors of the
 * cluster and of the storage.
 */
export async function compareBoots(
  { records, verification }: Pick<Ports, 'records' | 'verification'>,
  { runId, cluster }: { runId: string; cluster: ClusterReference },
): Promise<{ doubted: number }> {
  const proven = await records.listProvenNodes(runId);
  if (proven.length === 0) return { doubted: 0 };
  const shared = findSharedBoots(proven, (await verification.listNodes(cluster, null)).nodes);
  if (proven.some(({ nodeName, verdict }) => verdict === 'isolated' && shared.has(nodeName)))
    for (const node of await records.listNodes(runId)) {
      const what = shared.get(node.evidence.nodeName);
      if (what && node.verdict.verdict === 'isolated')
        await records.recordNode(runId, { ...node, verdict: doubtVerdict(node.verdict, what) });
    }
  return { doubted: shared.size };
}
