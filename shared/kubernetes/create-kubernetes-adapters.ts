import type { VerificationCluster } from '../ports/verification-cluster.ts';
import type { WorkloadInspection } from '../ports/workload-inspection.ts';
import { createClusterCalls, type KubernetesDependencies } from './cluster-calls.ts';
import { createVerificationCluster } from './kubernetes-verification-cluster.ts';
import { createWorkloadInspection } from './kubernetes-workload-inspection.ts';

/** Creates both Kubernetes adapters over one set of connections. */
export function createKubernetesAdapters(dependencies: KubernetesDependencies): {
  verification: VerificationCluster;
  workloads: WorkloadInspection;
} {
  const call = createClusterCalls(dependencies);
  return { verification: createVerificationCluster(dependencies, call), workloads: createWorkloadInspection(call) };
}
