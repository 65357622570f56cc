import { apiVersionOf, type ResourceDefinition, resourceDefinitions } from '../../api/resource-definitions.ts';

/** The verbs of every resource itself, in the order in which discovery lists them. */
export const resourceVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** A review can only be created. kubectl creates one before it acts. */
export const accessReviews = { group: 'authorization.k8s.io', version: 'v1', resource: 'selfsubjectaccessreviews' };

/** Returns the API groups that have a name, with their versions. */
export function namedGroups(): { name: string; versions: string[] }[] {
  const groups = new Map<string, string[]>([[accessReviews.group, [accessReviews.version]]]);
  for (const { group, versions } of resourceDefinitions) if (group !== '') groups.set(group, versions);
  return [...groups].map(([name, versions]) => ({ name, versions })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const definitionsOf = (group: string): ResourceDefinition[] =>
  resourceDefinitions.filter((definition) => definition.group === group);

export const groupVersionOf = (definition: ResourceDefinition): string => apiVersionOf(definition);
