import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { WorkloadFacts } from '../workloads/workload-facts.ts';

/** A look at what runs in a cluster. Needs list on pods, namespaces, nodes and runtimeclasses; reads no secret. */
export interface WorkloadInspection {
  /**
   * Every pod, RuntimeClass, namespace and node, listed in pages. Pages are turned into facts as they come, so that a
   * large cluster's objects are never held all at once. Throws coded errors.
   */
  inspectWorkloads(cluster: ClusterReference): Promise<WorkloadFacts>;
}
