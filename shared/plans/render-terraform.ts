import { formatClusterId } from '../clusters/cluster-id.ts';
import { HclExpression, hclArguments, hclBlock } from './hcl.ts';
import { clusterType, type PlannedResources, renderedApiVersion } from './planned-resources.ts';
import { type TerraformPool, terraformPool } from './terraform-arguments.ts';

/**
 * The resources in Terraform, as `terraform fmt` writes them. A pool for a cluster that exists is azurerm's own resource, as
 * far as that has an argument for all that is asked for; a new cluster, and what azurerm cannot say, is said through azapi,
 * which takes ARM's bodies as they are.
 */
export function renderTerraform(planned: PlannedResources): string {
  const blocks = isSaidByAzurerm(planned)
    ? azurermBlocks(planned, terraformPool(planned.pool.properties))
    : azapiBlocks(planned);
  return `${blocks.join('\n\n')}\n`;
}

/** Whether azurerm's own resource says all of it. */
export function isSaidByAzurerm({ newCluster, pool }: PlannedResources): boolean {
  return newCluster === null && terraformPool(pool.properties).unsayable.length === 0;
}

function azurermBlocks(
  { cluster, pool: { name } }: PlannedResources,
  { values, upgradeSettings, scaled }: TerraformPool,
): string[] {
  return [
    requires('azurerm', {
      source: 'hashicorp/azurerm',
      version: '>= 4.78, < 6.0',
      because: 'workload_runtime takes KataVmIsolation from 4.78 on.',
    }),
    hclBlock('provider "azurerm"', [
      ...hclArguments({ subscription_id: cluster.subscriptionId }),
      { text: 'features {}' },
    ]),
    hclBlock(
      'data "azurerm_kubernetes_cluster" "this"',
      hclArguments({ name: cluster.name, resource_group_name: cluster.resourceGroup }),
    ),
    hclBlock('resource "azurerm_kubernetes_cluster_node_pool" "kata"', [
      ...hclArguments({
        name,
        kubernetes_cluster_id: new HclExpression('data.azurerm_kubernetes_cluster.this.id'),
        ...values,
      }),
      ...(upgradeSettings ? [{ text: hclBlock('upgrade_settings', hclArguments(upgradeSettings)) }] : []),
      ...(scaled ? [{ text: hclBlock('lifecycle', ignoresCount) }] : []),
    ]),
  ];
}

/** Else each `terraform apply` would undo what the autoscaler has done since (azurerm's documentation of `node_count`). */
const ignoresCount = hclArguments({ ignore_changes: [new HclExpression('node_count')] });

function azapiBlocks({ cluster, newCluster, pool }: PlannedResources): string[] {
  return [
    requires('azapi', {
      source: 'Azure/azapi',
      version: '>= 2.0, < 3.0',
      because: `azapi checks bodies by the types that it brings along: it must be as new as ${renderedApiVersion}.`,
    }),
    hclBlock('provider "azapi"', hclArguments({ subscription_id: cluster.subscriptionId })),
    ...(newCluster ? [azapiCluster(cluster, newCluster)] : []),
    hclBlock(
      'resource "azapi_resource" "kata"',
      hclArguments({
        type: `${clusterType}/agentPools@${renderedApiVersion}`,
        name: pool.name,
        parent_id: newCluster ? new HclExpression('azapi_resource.cluster.id') : formatClusterId(cluster),
        body: { properties: pool.properties },
      }),
    ),
  ];
}

function azapiCluster(
  { subscriptionId, resourceGroup, name }: PlannedResources['cluster'],
  { location, tags, identity, ...body }: NonNullable<PlannedResources['newCluster']>,
): string {
  const ids = identity.type === 'UserAssigned' ? Object.keys(identity.userAssignedIdentities) : undefined;
  return hclBlock('resource "azapi_resource" "cluster"', [
    ...hclArguments({
      type: `${clusterType}@${renderedApiVersion}`,
      name,
      parent_id: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`,
      ...{ location, tags },
    }),
    { text: hclBlock('identity', hclArguments({ type: identity.type, identity_ids: ids })) },
    ...hclArguments({ body }),
  ]);
}

function requires(
  name: string,
  { because, ...provider }: { source: string; version: string; because: string },
): string {
  return hclBlock('terraform', [
    { text: `# ${because}` },
    { text: hclBlock('required_providers', hclArguments({ [name]: provider })) },
  ]);
}
