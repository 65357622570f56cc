import { nodeResourceGroupOf } from '../../clusters/new-cluster-spec.ts';
import { foldCase } from '../../plain/fold-case.ts';
import { judgeKubernetesVersion } from '../judge-kubernetes-version.ts';
import { judgePoolVersion } from '../judge-pool-version.ts';
import { findAccessConflicts } from './access-conflicts.ts';
import { type Conflict, conflictIf, type NewClusterRequest } from './conflict.ts';
import { findNetworkConflicts } from './network-conflicts.ts';

/** AKS's limit, shorter than Azure's of 90 (its words: "The maximum length is 80"; rancher/rancher#21264). */
const longestNodeResourceGroup = 80;

/** Everything that does not go together in a request for a new cluster, before anybody is asked. Empty for a good one. */
export function findClusterConflicts(request: NewClusterRequest): Conflict[] {
  return [
    ...findNameConflicts(request),
    ...findPlanConflicts(request),
    ...findVersionConflicts(request),
    ...findAccessConflicts(request),
    ...findNetworkConflicts(request),
  ];
}

function findNameConflicts({ cluster, newCluster, nodePool }: NewClusterRequest): Conflict[] {
  const { nodeResourceGroup, location, systemPool } = newCluster;
  const name = nodeResourceGroup ?? nodeResourceGroupOf(cluster, location);
  return [
    ...conflictIf(
      nodePool.name === systemPool.name,
      'nodePool.name',
      'must differ from newCluster.systemPool.name: a cluster has one pool of a name',
    ),
    ...conflictIf(
      name.length > longestNodeResourceGroup,
      'newCluster.nodeResourceGroup',
      `must be given, with at most ${longestNodeResourceGroup} characters: ${name} has ${name.length}`,
    ),
    ...conflictIf(
      foldCase(name) === foldCase(cluster.resourceGroup),
      'newCluster.nodeResourceGroup',
      'must be another group than that of the cluster: AKS makes it, and deletes it with the cluster',
    ),
  ];
}

/** Long-term support is part of Premium (Microsoft Learn, "Long-term support for AKS versions"). */
function findPlanConflicts({ newCluster }: NewClusterRequest): Conflict[] {
  const { supportPlan, tier } = newCluster;
  return conflictIf(
    supportPlan === 'AKSLongTermSupport' && tier !== 'Premium',
    'newCluster.tier',
    'must be Premium with supportPlan AKSLongTermSupport',
  );
}

/** The pool comes after the cluster, which would be paid for if AKS refused the pool for its version only then. */
function findVersionConflicts({ newCluster: { kubernetesVersion }, nodePool }: NewClusterRequest): Conflict[] {
  if (kubernetesVersion === undefined)
    return conflictIf(
      nodePool.orchestratorVersion !== undefined,
      'nodePool.orchestratorVersion',
      'needs newCluster.kubernetesVersion beside it: which version AKS gives the cluster by itself is not known beforehand',
    );
  if (judgeKubernetesVersion({ kubernetesVersion }) !== null)
    return conflictIf(true, 'newCluster.kubernetesVersion', 'is too old for Kata node pools: ask for a newer one');
  const unfit = judgePoolVersion(nodePool, { kubernetesVersion });
  return unfit ? conflictIf(true, unfit.target, `cannot be: ${unfit.message}`) : [];
}
