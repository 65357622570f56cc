import { type ArmError, aksError } from '../../protocol/arm-error.ts';
import type { ManagedCluster } from './managed-cluster.ts';
import { nodeResourceGroupOf } from './node-resource-group.ts';

/** AKS's limit (its words: rancher/rancher, issue 21264). */
const longestNodeResourceGroup = 80;

/** How many ranges AKS takes ("Secure access to the API server using authorized IP address ranges", limitations). */
const mostAuthorizedRanges = 200;

/**
 * Throws the error with which AKS refuses a new cluster whose fields do not go together, within seconds and before it makes
 * anything. Where AKS's words are not public, they say so.
 */
export function validateManagedCluster(cluster: ManagedCluster): void {
  validateSku(cluster);
  validateNodeResourceGroup(cluster);
  validateAccess(cluster);
  validateNetwork(cluster);
}

/** Not AKS's words; the rule is that of "Long-term support for AKS versions". */
function validateSku({ sku, properties }: ManagedCluster): void {
  const { name = 'Base', tier = 'Free' } = sku as { name?: string; tier?: string };
  if (!['Base', 'Automatic'].includes(name)) throw bad('sku.name', 'Base or Automatic');
  if (!['Free', 'Standard', 'Premium'].includes(tier)) throw bad('sku.tier', 'Free, Standard or Premium');
  if (properties['supportPlan'] === 'AKSLongTermSupport' && tier !== 'Premium')
    throw bad('supportPlan', 'KubernetesOfficial unless the tier is Premium');
}

function validateNodeResourceGroup(cluster: ManagedCluster): void {
  const { length } = nodeResourceGroupOf(cluster);
  if (length > longestNodeResourceGroup)
    throw aksError(
      400,
      'InvalidParameter',
      `The length of the node resource group name is too long. The maximum length is ${longestNodeResourceGroup} and the length of the value provided is ${length}. Please see https://aka.ms/aks-naming-rules for more details.`,
      'name',
    );
}

/** The words on local accounts are AKS's (cilium/cilium, 48265); those on ranges are not. */
function validateAccess({ properties, identity }: ManagedCluster): void {
  const { aadProfile, disableLocalAccounts, apiServerAccessProfile: access } = properties;
  if (disableLocalAccounts && !aadProfile)
    throw aksError(
      400,
      'BadRequest',
      'Since kubernetes version 1.25, disableLocalAccounts can only be set on Azure AD integration enabled cluster. Please integrate your cluster with AAD.',
    );
  const ranges = access?.authorizedIPRanges ?? [];
  if (ranges.length > mostAuthorizedRanges) throw bad('authorizedIPRanges', `at most ${mostAuthorizedRanges} ranges`);
  if (access?.enablePrivateCluster && ranges.length > 0) throw bad('authorizedIPRanges', 'absent in a private cluster');
  if (access?.privateDNSZone?.startsWith('/') && typeOf(identity) !== 'UserAssigned')
    throw bad('privateDNSZone', 'system or none unless the identity is user-assigned');
}

/**
 * The words on NAT gateways are AKS's (kubernetes-sigs/cluster-api-provider-azure, 5429), and so are those on route tables
 * (CustomRouteTableWithUnsupportedMSIType); those on pod subnets are from a comment in public Terraform.
 */
function validateNetwork({ properties, pools, identity }: ManagedCluster): void {
  const { networkPlugin = 'azure', networkPluginMode, outboundType } = properties.networkProfile ?? {};
  if (!['azure', 'kubenet', 'none'].includes(networkPlugin)) throw bad('networkPlugin', 'azure, kubenet or none');
  if (networkPluginMode === 'overlay' && networkPlugin !== 'azure')
    throw bad('networkPluginMode', 'absent unless the networkPlugin is azure');
  if (networkPluginMode === 'overlay' && pools.some(({ settings }) => settings.podSubnetID !== undefined))
    throw aksError(
      400,
      'InvalidParameter',
      'NetworkPluginMode overlay cannot be used with PodSubnetID.',
      'podSubnetID',
    );
  const inVnet = pools.find(({ settings }) => settings.vnetSubnetID !== undefined);
  if (outboundType === 'managedNATGateway' && inVnet)
    throw aksError(
      400,
      'InvalidParameter',
      `Outbound type is managedNATGateway but agent pool '${inVnet.name}' is using custom VNet, which is not allowed.`,
      'properties.vnetSubnetID',
    );
  if ((outboundType === 'userDefinedRouting' || outboundType === 'userAssignedNATGateway') && !inVnet)
    throw bad('outboundType', `loadBalancer or managedNATGateway: ${outboundType} needs a custom VNet`);
  if (outboundType === 'userDefinedRouting' && typeOf(identity) !== 'UserAssigned')
    throw aksError(
      400,
      'CustomRouteTableWithUnsupportedMSIType',
      'Clusters using managed identity type SystemAssigned do not support bringing your own route table. Please see https://aka.ms/aks/customrt for more information',
    );
}

function typeOf(identity: unknown): string {
  return (identity as { type?: string } | null)?.type ?? 'SystemAssigned';
}

/** The form is AKS's for a parameter of a cluster; the words after it are not. */
function bad(parameter: string, allowed: string): ArmError {
  return aksError(
    400,
    'InvalidParameter',
    `The value of parameter ${parameter} is invalid. Error details: allowed is ${allowed}. Please see https://aka.ms/aks-naming-rules for more details.`,
    parameter,
  );
}
