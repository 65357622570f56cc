/** Names one AKS cluster. ARM ids vary in case: compare with `sameCluster`, never with `===`. */
export interface ClusterReference {
  /** GUID. */
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

/** Says that Azure Resource Manager knows no such cluster. */
export function absentCluster({ name, resourceGroup, subscriptionId }: ClusterReference): string {
  return `There is no AKS cluster ${name} in resource group ${resourceGroup} of subscription ${subscriptionId}, or this app may not see it.`;
}
