import type { ManagedClusterProperties } from './managed-cluster-schema.ts';

/** Fills in what AKS chooses of a network (REST API, "Managed Clusters - Create Or Update", ContainerServiceNetworkProfile). */
export function completeNetwork(asked: ManagedClusterProperties['networkProfile']) {
  const networkPlugin = asked?.networkPlugin ?? 'azure';
  const isAsked = asked?.networkPlugin !== undefined;
  const mode = asked?.networkPluginMode ?? (isAsked ? undefined : 'overlay');
  return {
    networkPlugin,
    ...(mode !== undefined && { networkPluginMode: mode }),
    networkPolicy: 'none',
    networkDataplane: 'azure',
    loadBalancerSku: 'standard',
    outboundType: 'loadBalancer',
    ...((mode === 'overlay' || networkPlugin === 'kubenet') && { podCidr: '10.244.0.0/16' }),
    serviceCidr: '10.0.0.0/16',
    dnsServiceIP: '10.0.0.10',
    ...asked,
  };
}
