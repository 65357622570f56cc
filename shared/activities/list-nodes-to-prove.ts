import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { isKataNode } from '../isolation/kata.ts';
import { unpooled } from '../isolation/provable-pools.ts';
import type { ListedNode, VerificationCluster } from '../ports/verification-cluster.ts';

export interface NodeScope {
  cluster: ClusterReference;
  /** Null for every Kata node of the cluster, whoever made it (node auto-provisioning included). */
  poolName: string | null;
  /** Several pools, where `poolName` is null: their nodes and no other. */
  poolNames?: string[];
}

/** The nodes that a run has to prove. Names alone: whole nodes would be too much for an answer. */
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
