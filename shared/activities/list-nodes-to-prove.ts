import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { isKataNode } from '../isolation/kata.ts';
import { unpooled } from '../isolation/provable-pools.ts';
import type { Ports } from '../ports/ports.ts';
import type { ListedNode } from '../ports/verification-cluster.ts';

/** Which nodes of a cluster a run has to prove. */
export interface NodeScope {
  cluster: ClusterReference;
  /** Null for every Kata node of the cluster, whoever made it (node auto-provisioning included). */
  poolName: string | null;
  /** Where `poolName` is null: only the nodes of these pools. */
  poolNames?: string[];
}

export interface NodesToProve {
  nodes: { name: string; poolName: string | null }[];
  /** The taints that each pool declares (ARM's `nodeTaints`), by its name; null when ARM does not tell. */
  declaredTaints: Record<string, string[]> | null;
}

/** The nodes that a run has to prove. Names alone: whole nodes would be too much for an answer. */
export async function listNodesToProve(
  { clusters, verification }: Pick<Ports, 'clusters' | 'verification'>,
  scope: NodeScope,
): Promise<NodesToProve> {
  const { nodes } = await verification.listNodes(scope.cluster, scope.poolName);
  const wanted = nodes.filter((node) => isInScope(node, scope));
  // A cluster can be proven without ARM, which may be throttled just now.
  const read = await clusters.readCluster(scope.cluster).catch(() => null);
  const declared = read?.cluster?.pools?.map(({ name, nodeTaints }): [string, string[]] => [name, nodeTaints]);
  return {
    nodes: wanted.map(({ name, poolName }) => ({ name, poolName })),
    declaredTaints: declared ? Object.fromEntries(declared) : null,
  };
}

function isInScope(node: ListedNode, { poolName, poolNames }: NodeScope): boolean {
  if (poolName !== null) return true;
  return poolNames ? poolNames.includes(node.poolName ?? unpooled) : isKataNode(node);
}
