import type { PoolFacts } from '../clusters/cluster-facts.ts';
import type { PoolPlacement, PoolSpec } from '../clusters/pool-spec.ts';
import { isOlderThan, oldestWithAzureLinux3 } from './kubernetes-version.ts';

/** What a pool follows from: the version of its cluster, and the pools that are there. */
export interface PoolGround {
  kubernetesVersion: string;
  pools: readonly Pick<PoolFacts, 'mode' | 'placement' | 'vmSizes'>[] | null;
}

/** A pool of which nothing is left open that depends on its cluster. */
export interface CompletePool extends PoolSpec {
  osSKU: 'AzureLinux' | 'AzureLinux3';
}

/**
 * Completes a pool with what follows from its cluster. What the caller gives stands. The rest of its placement is that of
 * the first System pool, so that the new nodes are where the cluster's operator has put nodes: AKS refuses a mix of
 * managed and custom subnets, and a pool with other pod subnets or fewer pods a node than planned is a surprise.
 */
export function completePool(spec: PoolSpec, { kubernetesVersion, pools }: PoolGround): CompletePool {
  const model = pools?.find(({ mode }) => mode.toLowerCase() === 'system');
  const like = model ? placementLike(model, spec) : {};
  const open = Object.entries(like).filter(([field]) => spec[field as keyof PoolPlacement] === undefined);
  const osSKU = spec.osSKU ?? chooseOsSku(spec.orchestratorVersion ?? kubernetesVersion);
  return { ...spec, ...Object.fromEntries(open), osSKU };
}

/** `AzureLinux` must never mean Azure Linux 2, of which no node images are left. */
function chooseOsSku(kubernetesVersion: string): CompletePool['osSKU'] {
  return isOlderThan(kubernetesVersion, oldestWithAzureLinux3) ? 'AzureLinux3' : 'AzureLinux';
}

/**
 * What a pool can take from another one. The subnets of nodes and pods belong together, so a caller who names that of the
 * nodes decides on both. Whether an OS disk can be ephemeral depends on the VM size, so its type is taken only from a
 * pool of the same size.
 */
function placementLike(
  { placement, vmSizes }: Pick<PoolFacts, 'placement' | 'vmSizes'>,
  spec: PoolSpec,
): PoolPlacement {
  const { vnetSubnetID, podSubnetID, podIPAllocationMode, osDiskType, ...others } = placement;
  const sameSize = vmSizes.length > 0 && vmSizes.every((size) => size.toLowerCase() === spec.vmSize.toLowerCase());
  const takesPodSubnet = spec.vnetSubnetID === undefined && spec.podSubnetID === undefined;
  return {
    ...others,
    vnetSubnetID,
    ...(takesPodSubnet && { podSubnetID, podIPAllocationMode }),
    ...(sameSize && { osDiskType }),
  };
}
