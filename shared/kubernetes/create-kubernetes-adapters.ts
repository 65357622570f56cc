import type { ClusterTrials } from '../ports/cluster-trials.ts';
import type { VerificationCluster } from '../ports/verification-cluster.ts';
import type { WorkloadInspection } from '../ports/workload-inspection.ts';
import { createClusterCalls, type KubernetesDependencies } from './cluster-calls.ts';
import { createVerificationCluster } from './kubernetes-verification-cluster.ts';
import { createWorkloadInspection } from './kubernetes-workload-inspection.ts';
import { createClusterTrials } from './trials/kubernetes-cluster-trials.ts';

/** Creates the Kubernetes adapters over one set of connections. */
export function createKubernetesAdapters(dependencies: KubernetesDependencies): {
  verification: VerificationCluster;
  workloads: WorkloadInspection;
  trials: ClusterTrials;
} {
  const call = createClusterCalls(dependencies);
  return {
    verification: createVerificationCluster(dependencies, call),
    workloads: createWorkloadInspection(call),
    trials: createClusterTrials(call.inSeconds),
  };
}
