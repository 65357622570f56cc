const network = '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-network/providers';
const nodes = `${network}/Microsoft.Network/virtualNetworks/spoke/subnets/nodes`;
const pods = `${network}/Microsoft.Network/virtualNetworks/spoke/subnets/pods`;

const pool = {
  ...{ poolName: 'sandboxes', vmSize: 'Standard_D8s_v5', nodeCount: 3, autoscaling: { minCount: 2, maxCount: 6 } },
  ...{ zones: ['1', '2', '3'], nodeTaints: ['sandbox=kata:NoSchedule'], nodeLabels: { purpose: 'untrusted' } },
  ...{ vnetSubnetId: nodes, encryptionAtHost: true, tags: { team: 'platform' } },
};

const cluster = {
  ...{ location: 'northeurope', kubernetesVersion: '1.35', skuTier: 'Premium' },
  ...{ adminGroupObjectIds: ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'], authorizedIpRanges: ['198.51.100.0/24'] },
  ...{ identityId: `${network}/Microsoft.ManagedIdentity/userAssignedIdentities/aks`, networkPolicy: 'azure' },
  ...{ serviceCidr: '172.16.0.0/16', podCidr: '192.168.0.0/16' },
  ...{ systemVmSize: 'Standard_D8ds_v5', systemNodeCount: 3 },
};

export type Template = 'kata-pool' | 'new-cluster';

/** What infra/clusters/tests/*.bicepparam say, for the forms that are no Bicep: template, snapshot and parameters. */
export const parameterSets: [Template, string, Record<string, unknown>][] = [
  ['kata-pool', 'kata-pool', { clusterName: 'demo' }],
  [
    'kata-pool',
    'kata-pool-with-everything',
    { clusterName: 'demo', ...pool, podSubnetId: pods, maxPods: 60, osSKU: 'AzureLinux3' },
  ],
  ['new-cluster', 'new-cluster', { clusterName: 'demo' }],
  ['new-cluster', 'new-cluster-with-everything', { clusterName: 'demo', ...pool, ...cluster }],
];

const snakeCase = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();

/** The name of the Terraform variable that is this parameter. */
export const variableOf = snakeCase;

/** The same parameters as Terraform takes them. What an ARM deployment knows of its place, Terraform must be told. */
export function asVariables(template: Template, parameters: Record<string, unknown>): Record<string, unknown> {
  const named = Object.entries(parameters).map(([name, value]) => [snakeCase(name), inSnakeCase(value, name)]);
  const place = { resource_group_name: 'rg-kataproof', ...(template === 'new-cluster' && { location: 'westeurope' }) };
  return { ...place, ...Object.fromEntries(named) };
}

/** Names in labels and tags are the caller's own. */
function inSnakeCase(value: unknown, name: string): unknown {
  if (name !== 'autoscaling' || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [snakeCase(field), inner]));
}
