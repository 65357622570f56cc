import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { isKataNode } from '../isolation/kata.ts';
import {
  placeOf,
  unpooled,
  unprovableInWords,
  whyClusterUnprovable,
  whyPoolOfClusterUnprovable,
} from '../isolation/provable-pools.ts';
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

/** A pool, or the whole cluster (null), in which nothing can be proven now. Nothing is to be concluded about it. */
export interface UnprovablePlace {
  poolName: string | null;
  reason: string;
}

/** The nodes that a run has to prove, and what Azure says about their pools. */
export interface NodesToProve {
  nodes: { name: string; poolName: string | null }[];
  /** None of the nodes of these places is listed. */
  unprovable: UnprovablePlace[];
  /** The taints that each pool declares (ARM's `nodeTaints`), by the pool's name; null when ARM does not say. */
  declaredTaints: Record<string, string[]> | null;
}

/**
 * Lists the nodes that a run has to prove. A pool may have been stopped, emptied or deleted since the run was asked for,
 * so Azure is asked here, last, what can be proven. Returns names only, because whole nodes would be too large for the
 * answer of an activity. Throws the coded errors of the cluster, but none of ARM.
 */
export async function listNodesToProve(
  { clusters, verification }: Pick<Ports, 'clusters' | 'verification'>,
  scope: NodeScope,
): Promise<NodesToProve> {
  // A failure of ARM is ignored, because a cluster can be proven without ARM, which may throttle us now.
  const facts = await clusters.readCluster(scope.cluster).then(
    ({ cluster }) => cluster,
    () => undefined,
  );
  const asked = scope.poolName === null ? (scope.poolNames ?? []) : [scope.poolName];
  const cluster = judgeCluster(facts);
  if (cluster) {
    const pools = asked.map((poolName) => ({ ...cluster, poolName }));
    return { nodes: [], unprovable: [cluster, ...pools], declaredTaints: null };
  }

  const { nodes } = await verification.listNodes(scope.cluster, scope.poolName);
  const inScope = nodes.filter((node) => isInScope(node, scope));
  const unprovable = judgePlaces(facts ?? null, asked, inScope);
  const letBe = new Set(unprovable.map(({ poolName }) => poolName));
  const declared = facts?.pools?.map(({ name, nodeTaints }): [string, string[]] => [name, nodeTaints]);
  return {
    nodes: inScope.filter((node) => !letBe.has(placeOf(node))).map(({ name, poolName }) => ({ name, poolName })),
    unprovable,
    declaredTaints: declared ? Object.fromEntries(declared) : null,
  };
}

function isInScope(node: ListedNode, { poolName, poolNames }: NodeScope): boolean {
  if (poolName !== null) return true;
  if (poolNames && !poolNames.includes(placeOf(node))) return false;
  // Beside the Kata nodes, node auto-provisioning makes nodes of other kinds, which belong to no pool either.
  return (poolNames !== undefined && node.poolName !== null) || isKataNode(node);
}

/** `facts` is null when the cluster does not exist, and undefined when ARM did not answer. */
function judgeCluster(facts: ClusterFacts | null | undefined): UnprovablePlace | null {
  if (facts === undefined) return null;
  const why = facts === null ? 'absent' : whyClusterUnprovable(facts);
  return why && { poolName: null, reason: `The cluster ${unprovableInWords[why]}.` };
}

/** `facts` is null when ARM did not answer. */
function judgePlaces(facts: ClusterFacts | null, asked: string[], nodes: ListedNode[]): UnprovablePlace[] {
  const withNodes = new Set(nodes.map(placeOf));
  return [...new Set([...asked, ...withNodes])].flatMap((poolName): UnprovablePlace[] => {
    if (poolName === unpooled)
      return withNodes.has(unpooled) ? [] : [{ poolName, reason: 'The cluster has no Kata node outside its pools.' }];
    const why = facts && whyPoolOfClusterUnprovable(facts, poolName);
    // ARM may not know yet of a pool whose nodes are there.
    if (!why || (why === 'absent' && withNodes.has(poolName))) return [];
    return [{ poolName, reason: `Node pool ${poolName} ${unprovableInWords[why]}.` }];
  });
}
