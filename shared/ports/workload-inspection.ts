import type { ReachedCluster } from '../clusters/transport.ts';
import type { NamespaceFacts, PodFacts, RuntimeClassFacts, WorkloadFacts } from '../workloads/workload-facts.ts';

/** Which pods of a cluster are listed. */
export interface PodQuery {
  /** Null for all namespaces. */
  namespace: string | null;
  /** Namespaces of which the API server is asked to tell nothing. */
  without: readonly string[];
  limit: number;
  /** The API server's own; null for the first page. */
  continuation: string | null;
}

/** A page of pods, and what the rules look up. */
export interface PodPage {
  pods: PodFacts[];
  runtimeClasses: RuntimeClassFacts[];
  namespaces: NamespaceFacts[];
  /** Null after the last page. It names no namespace that was left out. */
  continuation: string | null;
}

/**
 * Reads what runs in a cluster. Needs the right to list pods, namespaces, nodes and runtimeclasses; reads no secret.
 */
export interface WorkloadInspection {
  /**
   * Lists every pod, RuntimeClass, namespace and node, page by page. Each page is reduced to facts at once, so that the
   * whole objects of a large cluster are never in memory together. Throws coded errors.
   */
  inspectWorkloads(cluster: ReachedCluster): Promise<WorkloadFacts>;
  /**
   * Lists one page of pods with the RuntimeClasses and, if `withNamespaces`, the namespaces of the cluster. The whole
   * objects are freed at once. Throws coded errors: Expired for a continuation of a list that is too old.
   */
  listPodPage(cluster: ReachedCluster, query: PodQuery, withNamespaces: boolean): Promise<PodPage>;
}
