/** Names one AKS cluster. ARM ids vary in case: compare with `sameCluster`, never with `===`. */
export interface ClusterReference {
  /** GUID. */
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}
