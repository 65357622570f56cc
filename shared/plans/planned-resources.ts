import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { NewClusterSpec } from '../clusters/new-cluster-spec.ts';
import type { CompletePool } from '../preflight/complete-pool.ts';
import { type AgentPoolProperties, agentPoolProperties } from './agent-pool-properties.ts';
import { type ManagedClusterBody, managedClusterBody } from './managed-cluster-body.ts';

/** The API version of the renderings: the first with Pod Sandboxing that tools and providers know as well. */
export const renderedApiVersion = '2025-10-01';

/** ARM's type of a cluster; a pool's is below it. */
export const clusterType = 'Microsoft.ContainerService/managedClusters';

/** What a provisioning would make, as Azure Resource Manager names it, without what only a run adds to it. */
export interface PlannedResources {
  cluster: ClusterReference;
  /** Null where the cluster is there. */
  newCluster: ManagedClusterBody | null;
  pool: { name: string; properties: AgentPoolProperties };
}

/**
 * The resources of a provisioning. The taint of quarantine is a run's own, which takes it off: whoever deploys a template has
 * nobody who would.
 */
export function planResources(
  cluster: ClusterReference,
  newCluster: NewClusterSpec | null,
  pool: CompletePool,
): PlannedResources {
  return {
    cluster,
    newCluster: newCluster && managedClusterBody(cluster.name, newCluster),
    pool: { name: pool.name, properties: agentPoolProperties({ ...pool, quarantine: false }) },
  };
}
