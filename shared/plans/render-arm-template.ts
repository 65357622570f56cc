import { clusterType, type PlannedResources, renderedApiVersion } from './planned-resources.ts';

/** The resources as a template of Azure Resource Manager, for `az deployment group create --template-file`. */
export function renderArmTemplate({ cluster: { name }, newCluster, pool }: PlannedResources): string {
  const resources = [
    ...(newCluster ? [{ type: clusterType, apiVersion: renderedApiVersion, name: literal(name), ...newCluster }] : []),
    {
      type: `${clusterType}/agentPools`,
      apiVersion: renderedApiVersion,
      name: literal(`${name}/${pool.name}`),
      ...(newCluster && { dependsOn: [`[resourceId('${clusterType}', '${name}')]`] }),
      properties: pool.properties,
    },
  ];
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    resources: resources.map(withLiteralTexts),
  };
  return `${JSON.stringify(template, null, 2)}\n`;
}

/** A text that begins with a bracket would be an expression (Microsoft Learn, "Syntax and expressions in ARM templates"). */
function literal(text: string): string {
  return text.startsWith('[') ? `[${text}` : text;
}

/** All texts of a resource as they are meant, but those that are expressions of ours. */
function withLiteralTexts({ dependsOn, ...resource }: Record<string, unknown>): Record<string, unknown> {
  const texts = JSON.parse(JSON.stringify(resource), (_key, value) =>
    typeof value === 'string' ? literal(value) : value,
  );
  return { ...texts, ...(dependsOn !== undefined && { dependsOn }) };
}
