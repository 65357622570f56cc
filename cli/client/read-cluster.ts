import { parseClusterId } from '../../shared/clusters/cluster-id.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { WrongArguments } from '../command-line/command.ts';

export const clusterUsage = `  --cluster CLUSTER       its ARM id, or SUBSCRIPTION/RESOURCE_GROUP/NAME`;

/** Reads which cluster is meant. Throws WrongArguments. */
export function readCluster(text: string | undefined): ClusterReference {
  if (!text) throw new WrongArguments('Which cluster? Name it with --cluster.');
  const id = parseClusterId(text);
  if (id && id.poolName === null && id.below === '') return id.cluster;
  const [subscriptionId, resourceGroup, name, ...more] = text.split('/');
  if (subscriptionId && resourceGroup && name && more.length === 0) return { subscriptionId, resourceGroup, name };
  throw new WrongArguments(
    `--cluster must be the ARM id of a cluster, or SUBSCRIPTION/RESOURCE_GROUP/NAME, not "${text}".`,
  );
}

/** Where what is known of a cluster is read. */
export function clusterPath({ subscriptionId, resourceGroup, name }: ClusterReference): string {
  return `/api/clusters/${[subscriptionId, resourceGroup, name].map(encodeURIComponent).join('/')}`;
}
