import type { ReachedCluster } from '../clusters/transport.ts';
import type { WorkloadFacts } from '../workloads/workload-facts.ts';

/**
 * Reads what runs in a cluster. Needs the right to list pods, namespaces, nodes and runtimeclasses; reads no secret.
 */
export interface WorkloadInspection {
  /**
   * Lists every pod, RuntimeClass, namespace and node, page by page. Each page is reduced to facts at once, so that the
   * whole objects of a large cluster are never in memory together. Throws coded errors.
   */
  inspectWorkloads(cluster: ReachedCluster): Promise<WorkloadFacts>;
}
