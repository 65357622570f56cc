import {
  createClustersWithWorld,
  type KubernetesClustersOptions,
  type RunningKubernetesClusters,
} from './create-clusters-with-world.ts';
import { createClusterWorld } from './world/create-cluster-world.ts';

/** Creates the Kubernetes side of the clusters: an API server and an emulated world for each. */
export function createKubernetesClusters(options: KubernetesClustersOptions): Promise<RunningKubernetesClusters> {
  return createClustersWithWorld(options, (world) => createClusterWorld({ ...world, systemWorkloads: true }));
}
