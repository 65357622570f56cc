import { formatClusterId } from '../clusters/cluster-id.ts';
import { clusterType, type PlannedResources, renderedApiVersion } from './planned-resources.ts';
import { type TerraformPool, terraformPool } from './terraform-arguments.ts';

/**
 * The resources in Terraform. A pool for a cluster that exists is azurerm's own resource, as far as that has an argument for
 * all that is asked for; a new cluster, and what azurerm cannot say, is said through azapi, which takes ARM's bodies as they are.
 */
export function renderTerraform(planned: PlannedResources): string {
  const pool = terraformPool(planned.pool.properties);
  if (planned.newCluster || pool.unsayable.length > 0) return renderAzapi(planned);
  return renderAzurerm(planned, pool);
}

function renderAzurerm(
  { cluster, pool: { name } }: PlannedResources,
  { values, upgradeSettings }: TerraformPool,
): string {
  const pool = [
    line('name', name),
    'kubernetes_cluster_id = data.azurerm_kubernetes_cluster.this.id',
    ...Object.entries(values).map(([argument, value]) => line(argument, value)),
    ...(upgradeSettings ? [block('upgrade_settings', lines(upgradeSettings))] : []),
  ];
  return [
    // workload_runtime takes KataVmIsolation from 4.78 on.
    provider('azurerm', 'hashicorp/azurerm', '>= 4.78, < 6.0'),
    block('provider "azurerm"', [line('subscription_id', cluster.subscriptionId), 'features {}']),
    block('data "azurerm_kubernetes_cluster" "this"', [
      line('name', cluster.name),
      line('resource_group_name', cluster.resourceGroup),
    ]),
    block('resource "azurerm_kubernetes_cluster_node_pool" "kata"', pool),
  ]
    .join('\n\n')
    .concat('\n');
}

function renderAzapi({ cluster, newCluster, pool }: PlannedResources): string {
  const parent = newCluster ? 'azapi_resource.cluster.id' : hcl(formatClusterId(cluster));
  return [
    provider('azapi', 'azure/azapi', '>= 2.0, < 3.0'),
    block('provider "azapi"', [line('subscription_id', cluster.subscriptionId)]),
    ...(newCluster ? [renderAzapiCluster(cluster, newCluster)] : []),
    block('resource "azapi_resource" "kata"', [
      line('type', `${clusterType}/agentPools@${renderedApiVersion}`),
      line('name', pool.name),
      `parent_id = ${parent}`,
      line('body', { properties: pool.properties }),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function renderAzapiCluster(
  { subscriptionId, resourceGroup, name }: PlannedResources['cluster'],
  { location, tags, identity, ...body }: NonNullable<PlannedResources['newCluster']>,
): string {
  const ids = identity.type === 'UserAssigned' ? Object.keys(identity.userAssignedIdentities) : [];
  return block('resource "azapi_resource" "cluster"', [
    line('type', `${clusterType}@${renderedApiVersion}`),
    line('name', name),
    line('parent_id', `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`),
    line('location', location),
    line('tags', tags),
    block('identity', [line('type', identity.type), ...(ids.length > 0 ? [line('identity_ids', ids)] : [])]),
    line('body', body),
  ]);
}

function provider(name: string, source: string, version: string): string {
  return block('terraform', [block('required_providers', [line(name, { source, version })])]);
}

function block(head: string, content: readonly string[]): string {
  const inner = content.map((each) => `${each.replace(/^(?=.)/gm, '  ')}\n`).join('');
  return `${head} {\n${inner}}`;
}

const line = (name: string, value: unknown) => `${name} = ${hcl(value)}`;
const lines = (values: Record<string, unknown>) => Object.entries(values).map(([name, value]) => line(name, value));

/** A value as HCL writes it. */
function hcl(value: unknown): string {
  if (typeof value === 'string') return hclText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(hcl).join(', ')}]`;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  if (fields.length === 0) return '{}';
  return `{\n${fields.map(([key, field]) => `  ${hclKey(key)} = ${hcl(field).replaceAll('\n', '\n  ')}\n`).join('')}}`;
}

function hclKey(key: string): string {
  return /^[a-z_][\w-]*$/i.test(key) ? key : hclText(key);
}

/** Terraform's "Strings and Templates": `${` and `%{` begin a template unless doubled. */
function hclText(text: string): string {
  return JSON.stringify(text)
    .replaceAll('${', () => '$${')
    .replaceAll('%{', '%%{');
}
