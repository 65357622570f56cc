import type { ProvenNode } from '../isolation/coverage.ts';
import { doubtVerdict, findSharedBoots } from '../isolation/find-shared-boots.ts';
import type { Ports } from '../ports/ports.ts';

/** What a run has proven, and the nodes of the cluster that are there now. */
interface Comparison {
  runId: string;
  proven: ProvenNode[];
  cluster: readonly { name: string; bootId: string }[];
}

/**
 * Compares the boot ids of all nodes that a run has proven, with one another and with those of the other nodes of the
 * cluster, and records a doubt about each node whose boot id is not its own. Nodes are proven apart from one another, so
 * this is done over what is stored. Returns what is proven then. Idempotent. Throws the coded errors of the storage.
 */
export async function compareBoots(
  { records }: Pick<Ports, 'records'>,
  { runId, proven, cluster }: Comparison,
): Promise<ProvenNode[]> {
  const shared = findSharedBoots(proven, cluster);
  if (!proven.some(({ nodeName, verdict }) => verdict === 'isolated' && shared.has(nodeName))) return proven;
  for (const node of await records.listNodes(runId)) {
    const what = shared.get(node.evidence.nodeName);
    if (what && node.verdict.verdict === 'isolated')
      await records.recordNode(runId, { ...node, verdict: doubtVerdict(node.verdict, what) });
  }
  return records.listProvenNodes(runId);
}
