import { clusterType, type PlannedResources, renderedApiVersion } from './planned-resources.ts';

/** The resources as a template of Azure Resource Manager, for `az deployment group create --template-file`. */
export function renderArmTemplate({ cluster: { name }, newCluster, pool }: PlannedResources): string {
  const resources = [
    ...(newCluster ? [{ type: clusterType, apiVersion: renderedApiVersion, name, ...newCluster }] : []),
    {
      type: `${clusterType}/agentPools`,
      apiVersion: renderedApiVersion,
      name: `${name}/${pool.name}`,
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

/**
 * A text in brackets would be an expression, and so would a name (Microsoft Learn, "Syntax and expressions in ARM templates").
 * One that only begins with a bracket is none, and is taken with all the brackets that it has: as the Bicep CLI writes it.
 */
function literal(text: string): string {
  return text.startsWith('[') && text.endsWith(']') ? `[${text}` : text;
}

/** All texts of a resource as they are meant, but those that are expressions of ours. */
function withLiteralTexts({ dependsOn, ...resource }: Record<string, unknown>): Record<string, unknown> {
  return { ...(literalTexts(resource) as object), ...(dependsOn !== undefined && { dependsOn }) };
}

function literalTexts(value: unknown): unknown {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map(literalTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [literal(key), literalTexts(field)]));
}
