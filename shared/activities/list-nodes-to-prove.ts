import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { isKataNode } from '../isolation/kata.ts';
import { unpooled } from '../isolation/provable-pools.ts';
import type { ListedNode, VerificationCluster } from '../ports/verification-cluster.ts';

/** Which nodes of a cluster a run has to prove. */
export interface NodeScope {
  cluster: ClusterReference;
  /** Null for every Kata node of the cluster, whoever made it (node auto-provisioning included). */
  poolName: string | null;
  /** Where `poolName` is null: only the nodes of these pools. */
  poolNames?: string[];
}

/**
 * Lists the nodes that a run has to prove. Returns names only, because whole nodes would be too large for the answer of
 * an activity. Throws coded errors.
 */
export async function listNodesToProve(
  verification: VerificationCluster,
  scope: NodeScope,
): Promise<{ nodes: { name: string; poolName: string | null }[] }> {
  const { nodes } = await verification.listNodes(scope.cluster, scope.poolName);
  const wanted = nodes.filter((node) => isInScope(node, scope));
  return { nodes: wanted.map(({ name, poolName }) => ({ name, poolName })) };
}

function isInScope(node: ListedNode, { poolName, poolNames }: NodeScope): boolean {
  if (poolName !== null) return true;
  return poolNames ? poolNames.includes(node.poolName ?? unpooled) : isKataNode(node);
}
