import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { couldNotCheck, failed, passed } from '../check-rows.ts';
import type { Refusal } from '../judge-pool-request.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';

type Place = 'free' | 'taken' | 'no-resource-group';

const name = 'new-cluster-place';

/** Whether a new cluster could be made there: its resource group exists, and its name is free. */
export function judgePlace(cluster: ClusterReference, reading: Reading<{ place: Place }>): PreflightCheck {
  if (!reading.ok) return couldNotCheck(name, `Resource group ${cluster.resourceGroup}`, reading.failure);
  const refusal = refusePlace(cluster, reading.value.place);
  if (!refusal) return passed(name, `The resource group exists, and has no cluster ${cluster.name}.`);
  const other = refusal.kind === 'conflict' ? 'Choose another name.' : 'Create the resource group first.';
  return failed(name, refusal.message, other);
}

/** Why no cluster of that name can be made there; null for a free place. */
export function refusePlace(cluster: ClusterReference, place: Place): Refusal | null {
  const { name: wanted, resourceGroup, subscriptionId } = cluster;
  switch (place) {
    case 'free':
      return null;
    case 'taken':
      return {
        code: 'ClusterExists',
        kind: 'conflict',
        target: 'cluster',
        message: `There is an AKS cluster ${wanted} in resource group ${resourceGroup} already. Choose another name, or leave newCluster out.`,
      };
    case 'no-resource-group':
      return {
        code: 'ResourceGroupNotFound',
        kind: 'not-found',
        target: 'cluster',
        message: `There is no resource group ${resourceGroup} in subscription ${subscriptionId}, or this app may not see it. This app makes none.`,
      };
  }
}
