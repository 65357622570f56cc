import { trimEnd } from '../plain/trim-end.ts';
import type { PoolPlacement } from './pool-spec.ts';

/** The pool that carries the parts of AKS in a new cluster. Without one AKS makes no cluster. */
export interface SystemPoolSpec extends Omit<PoolPlacement, 'upgradeSettings'> {
  name: string;
  vmSize: string;
  /** Nodes. */
  count: number;
  osSKU: 'AzureLinux' | 'AzureLinux3' | 'Ubuntu' | 'Ubuntu2204' | 'Ubuntu2404';
  /** Availability zones; empty for none. */
  zones: string[];
  /** `key=value:Effect` */
  nodeTaints: string[];
}

/** How pods and services get addresses, and how traffic leaves. */
export interface ClusterNetwork {
  networkPlugin: 'azure' | 'kubenet';
  /** Null for addresses of the nodes' own network. */
  networkPluginMode: 'overlay' | null;
  networkPolicy: 'none' | 'azure' | 'calico';
  outboundType: 'loadBalancer' | 'managedNATGateway' | 'userAssignedNATGateway' | 'userDefinedRouting';
  /** CIDR; AKS's default where left out. */
  podCidr?: string | undefined;
  /** CIDR; AKS's default where left out. */
  serviceCidr?: string | undefined;
  dnsServiceIP?: string | undefined;
}

/** Who reaches the API server. */
export interface ApiServerAccess {
  enablePrivateCluster: boolean;
  enablePrivateClusterPublicFQDN?: boolean | undefined;
  /** `system`, `none` or the ARM id of a private DNS zone. */
  privateDNSZone?: string | undefined;
  /** CIDRs; empty for everybody. */
  authorizedIPRanges: string[];
  /** True unless the cluster is private where the caller does not say: there it may be the only way in. */
  disableRunCommand?: boolean | undefined;
}

/** Entra ID in the cluster. */
export interface EntraIntegration {
  /** Whether roles of Azure decide in the cluster; else Kubernetes' own. */
  enableAzureRBAC: boolean;
  /** Object ids of groups whose members administer the cluster. */
  adminGroupObjectIDs: string[];
  /** GUID; the tenant of the subscription where left out. */
  tenantID?: string | undefined;
}

/**
 * The cluster that a caller wants, with ARM's names and without its layer `properties`. What is left out is AKS's own
 * choice. It travels through the run, so it is plain data.
 */
export interface NewClusterSpec {
  location: string;
  tier: 'Free' | 'Standard' | 'Premium';
  supportPlan: 'KubernetesOfficial' | 'AKSLongTermSupport';
  /** Such as `1.35` or `1.35.4`. */
  kubernetesVersion?: string | undefined;
  /** What follows from the cluster's name where left out (`dnsPrefixOf`). */
  dnsPrefix?: string | undefined;
  /** `MC_<group>_<cluster>_<location>` where left out. */
  nodeResourceGroup?: string | undefined;
  /** ARM id of a user-assigned identity of the control plane; null for a system-assigned one. */
  identity: { type: 'SystemAssigned' } | { type: 'UserAssigned'; userAssignedIdentities: Record<string, object> };
  /** Null for local accounts alone. */
  aadProfile: EntraIntegration | null;
  /** True where Entra ID is given and the caller does not say. */
  disableLocalAccounts: boolean;
  networkProfile: ClusterNetwork;
  apiServerAccessProfile: ApiServerAccess;
  autoUpgradeProfile: {
    upgradeChannel: 'none' | 'patch' | 'stable' | 'rapid' | 'node-image';
    nodeOSUpgradeChannel: 'None' | 'Unmanaged' | 'SecurityPatch' | 'NodeImage';
  };
  systemPool: SystemPoolSpec;
  tags: Record<string, string>;
}

/**
 * The DNS prefix of a cluster that names none: letters, digits and dashes of its name, at most 54 ("Naming rules and
 * restrictions for Azure resources"). AKS makes it unique by itself.
 */
export function dnsPrefixOf(clusterName: string): string {
  return trimEnd(clusterName.replaceAll('_', '-').slice(0, 54), '-');
}

/** The name that AKS gives the resource group of the nodes where nobody names it. */
export function nodeResourceGroupOf(
  { resourceGroup, name }: { resourceGroup: string; name: string },
  location: string,
): string {
  return `MC_${resourceGroup}_${name}_${location}`;
}
