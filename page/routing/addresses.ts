/** A cluster by the parts of its ARM id. */
export interface Cluster {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

const encoded = ({ subscriptionId, resourceGroup, name }: Cluster) =>
  [subscriptionId, resourceGroup, name].map(encodeURIComponent).join('/');

/** Where a cluster is in the API; its pools, postures and findings are below. */
export const clusterPath = (cluster: Cluster) => `/clusters/${encoded(cluster)}`;

/** The view of a pool. */
export const poolAddress = (cluster: Cluster, poolName: string) =>
  `/clusters/${encoded(cluster)}/pools/${encodeURIComponent(poolName)}`;

/** The findings of a cluster. */
export const findingsAddress = (cluster: Cluster) => `/clusters/${encoded(cluster)}/findings`;

/** The pods of a cluster. */
export const podsAddress = (cluster: Cluster) => `/clusters/${encoded(cluster)}/pods`;

/** The view of a run. */
export const runAddress = (id: string) => `/runs/${encodeURIComponent(id)}`;

/** The form that starts a proof, filled in for a pool. */
export const proofAddress = (clusterId: string, poolName: string) =>
  `/start?${new URLSearchParams({ cluster: clusterId, pool: poolName })}`;

/** The form that makes a pool, filled in for one of this name. */
export const makeAddress = (clusterId: string, name: string) =>
  `/start?${new URLSearchParams({ cluster: clusterId, make: name })}`;

/** The ARM id of a cluster, as every operation takes it. */
export const clusterIdOf = ({ subscriptionId, resourceGroup, name }: Cluster) =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;
