import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateArm } from './evaluate-arm.ts';
import { asVariables, type Template } from './parameter-sets.ts';
import { evaluateBlock, readTerraform, valuesOf } from './read-terraform.ts';

export const folder = join(import.meta.dirname, '..', '..', '..', '..', 'infra', 'clusters');
export const terraformFolder = (template: Template) => join(folder, 'terraform', template);

export const clusterType = 'Microsoft.ContainerService/managedClusters';
export const poolType = `${clusterType}/agentPools`;

/** A resource as it is sent to Azure. */
export interface Resource {
  type: string;
  name: string;
  apiVersion: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has properties of its own.
  [field: string]: any;
}

const readJson = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'));
export const readTemplate = (template: Template) => readJson(`${template}.json`);

/** What Bicep makes of a parameters file. A null is what is left out. */
export function readBicep(snapshot: string): Resource[] {
  const { predictedResources } = readJson(`tests/${snapshot}.snapshot.json`);
  return predictedResources.map(({ id: _id, ...resource }: Resource) => withoutNulls(resource));
}

/** What the compiled ARM JSON says for the same parameters. */
export const readArm = (template: Template, parameters: Record<string, unknown>): Resource[] =>
  evaluateArm(readTemplate(template), parameters).map((resource) => withoutNulls(resource) as Resource);

/** The blocks of Terraform for the same parameters, by type of resource. */
export async function readBlocks(template: Template, parameters: Record<string, unknown>) {
  const terraform = await readTerraform(terraformFolder(template));
  const values = valuesOf(terraform, asVariables(template, parameters));
  const block = (type: string, name: string) => {
    const { dynamic: _dynamic, ...fixed } = terraform.resources[type]?.[name] ?? {};
    return withoutNulls(evaluateBlock(fixed, values)) as Record<string, unknown>;
  };
  return {
    pool: block('azurerm_kubernetes_cluster_node_pool', 'kata'),
    cluster: template === 'new-cluster' ? block('azurerm_kubernetes_cluster', 'this') : null,
  };
}

export function ofType(resources: Resource[], type: string): Resource {
  const [found, ...others] = resources.filter((resource) => resource.type === type);
  if (!found || others.length > 0) throw new Error(`There is not one ${type}.`);
  return found;
}

export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const told = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(told.map(([name, inner]) => [name, withoutNulls(inner)]));
}
