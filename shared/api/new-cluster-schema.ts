import { z } from 'zod';
import { isResourceGroupName, resourceGroupNameInWords } from '../clusters/resource-group-name.ts';
import { isResourceId } from '../clusters/resource-id.ts';
import { parseIpv4Range } from '../plain/ipv4-range.ts';
import { mostAuthorizedRanges } from '../preflight/new-cluster/access-conflicts.ts';
import { boundaryBytes } from '../runs/boundary.ts';
import { findTaintDisagreements } from './node-pool/agree.ts';
import { armId } from './node-pool/arm-id.ts';
import { mostNodes, nodeTaints, placement, poolName, tags, vmSize, zones } from './node-pool/pool-fields.ts';

/** Names of values that AKS once had, each with the present one. A caller who copies them from an old page is told so. */
const oldValues: Record<string, string> = {
  mariner: 'AzureLinux',
  cblmariner: 'AzureLinux',
  cilium:
    'calico or azure: with Kata, Cilium must balance load at sockets of the host alone, and AKS lets nobody set that',
};

/** An enumeration of ARM's, whose former or impossible values are answered with what to write instead. */
function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, {
    error: ({ input }) => {
      const instead = oldValues[String(input).toLowerCase()];
      return instead === undefined ? `must be one of ${values.join(', ')}` : `must not be ${input}: use ${instead}`;
    },
  });
}

const range = z
  .string()
  .refine((text) => text.includes('/') && parseIpv4Range(text) !== null, 'must be a range such as 10.0.0.0/16');

const authorizedRange = z
  .string()
  .refine((text) => parseIpv4Range(text) !== null, 'must be an IPv4 address, or a range such as 203.0.113.0/24');

const identityId = armId('Microsoft.ManagedIdentity/userAssignedIdentities', 'a user-assigned identity');

const identity = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('SystemAssigned') }),
  z.strictObject({
    type: z.literal('UserAssigned'),
    userAssignedIdentities: z
      .record(identityId, z.strictObject({}))
      .refine((ids) => Object.keys(ids).length === 1, 'must name one identity: AKS takes no more'),
  }),
]);

const privateDnsZone = z
  .string()
  .refine(
    (text) => /^(system|none)$/i.test(text) || isResourceId(text, 'Microsoft.Network/privateDnsZones'),
    'must be system, none, or the ARM id of a private DNS zone',
  );

/** Where a range is left out of `networkProfile`, AKS chooses it. Cilium and no network at all are no choice with Kata. */
const networkProfile = z
  .strictObject({
    networkPlugin: oneOf(['azure', 'kubenet']).default('azure'),
    networkPluginMode: oneOf(['overlay']).nullable().optional(),
    networkPolicy: oneOf(['none', 'azure', 'calico']).default('calico'),
    networkDataplane: oneOf(['azure']).optional(),
    outboundType: oneOf(['loadBalancer', 'managedNATGateway', 'userAssignedNATGateway', 'userDefinedRouting']).default(
      'loadBalancer',
    ),
    podCidr: range.optional(),
    serviceCidr: range.optional(),
    dnsServiceIP: z.ipv4('must be an IPv4 address').optional(),
  })
  // Overlay is what AKS recommends and needs no plan of addresses; kubenet has no modes.
  .transform(({ networkPluginMode, networkDataplane: _azureIsTheOnlyOne, ...others }) => ({
    ...others,
    networkPluginMode:
      networkPluginMode === undefined && others.networkPlugin === 'azure'
        ? ('overlay' as const)
        : (networkPluginMode ?? null),
  }));

const apiServerAccessProfile = z.strictObject({
  enablePrivateCluster: z.boolean().default(false),
  enablePrivateClusterPublicFQDN: z.boolean().optional(),
  privateDNSZone: privateDnsZone.optional(),
  authorizedIPRanges: z.array(authorizedRange).max(mostAuthorizedRanges).default([]),
  disableRunCommand: z.boolean().optional(),
});

const aadProfile = z.strictObject({
  managed: z.literal(true, 'must be true: AKS retired the integration that is not managed').default(true),
  enableAzureRBAC: z.boolean().default(true),
  adminGroupObjectIDs: z.array(z.guid('must be the object id of an Entra group')).max(50).default([]),
  tenantID: z.guid('must be the GUID of a tenant').optional(),
});

const { upgradeSettings: _takenByPoolsOfCallers, ...systemPlacement } = placement;

/** The size and the taint are those of infra/clusters/new-cluster.bicep: nothing but the parts of AKS runs there. */
const systemPool = z
  .strictObject({
    name: poolName.default('system'),
    vmSize: vmSize.default('Standard_D4ds_v5'),
    count: z.int().min(1, 'must be at least 1: the parts of AKS need a node').max(mostNodes).default(2),
    osSKU: oneOf(['AzureLinux', 'AzureLinux3', 'Ubuntu', 'Ubuntu2204', 'Ubuntu2404']).default('AzureLinux'),
    zones: zones.default([]),
    nodeTaints: nodeTaints.default(['CriticalAddonsOnly=true:NoSchedule']),
    ...systemPlacement,
  })
  .superRefine(({ nodeTaints }, check) => {
    for (const { path, message } of findTaintDisagreements({ mode: 'System', nodeTaints }))
      check.addIssue({ code: 'custom', path, message });
  });

const autoUpgradeProfile = z.strictObject({
  upgradeChannel: oneOf(['none', 'patch', 'stable', 'rapid', 'node-image']).default('patch'),
  nodeOSUpgradeChannel: oneOf(['None', 'Unmanaged', 'SecurityPatch', 'NodeImage']).default('NodeImage'),
});

/** The cluster travels through the run, beside its pool. Azure's own limits for tags would allow more. */
const mostClusterBytes = 16 * 1024;

/**
 * The cluster that a provisioning makes, with the names of ARM's managedClusters (its layer `properties` left out). The
 * defaults are those of infra/clusters/new-cluster.bicep. What does not go together is told by findClusterConflicts.
 */
export const newClusterSchema = z
  .strictObject({
    location: z
      .string({ error: 'is missing: it must be an Azure region, such as westeurope' })
      .regex(/^[a-z][a-z0-9]{2,40}$/, 'must be the name of an Azure region in small letters, such as westeurope'),
    tier: oneOf(['Free', 'Standard', 'Premium']).default('Standard'),
    supportPlan: oneOf(['KubernetesOfficial', 'AKSLongTermSupport']).default('KubernetesOfficial'),
    kubernetesVersion: z
      .string()
      .regex(/^\d{1,2}\.\d{1,3}(\.\d{1,3})?$/, 'must be a version of Kubernetes, such as 1.35 or 1.35.4')
      .optional(),
    dnsPrefix: z
      .string()
      .regex(
        /^[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?$/,
        'must be 1 to 54 letters, digits and dashes, with a letter or digit at both ends',
      )
      .optional(),
    nodeResourceGroup: z
      .string()
      .refine(isResourceGroupName, `must be the name of a resource group: ${resourceGroupNameInWords}`)
      .optional(),
    identity: identity.default({ type: 'SystemAssigned' }),
    aadProfile: aadProfile.nullable().prefault({}),
    disableLocalAccounts: z.boolean().optional(),
    networkProfile: networkProfile.prefault({}),
    apiServerAccessProfile: apiServerAccessProfile.prefault({}),
    autoUpgradeProfile: autoUpgradeProfile.prefault({}),
    systemPool: systemPool.prefault({}),
    tags: tags.default({}),
  })
  .refine(
    (cluster) => boundaryBytes(cluster) <= mostClusterBytes,
    `must be written in ${mostClusterBytes / 2} characters at most: fewer or shorter tags and ranges`,
  )
  .meta({ id: 'NewCluster', description: 'An AKS cluster to make, with the names of ARM’s managedClusters.' })
  .transform(({ disableLocalAccounts, ...others }) => ({
    ...others,
    disableLocalAccounts: disableLocalAccounts ?? others.aadProfile !== null,
  }));
