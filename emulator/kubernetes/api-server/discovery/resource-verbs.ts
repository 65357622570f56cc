import { type ResourceDefinition, resourceDefinitions } from '../../api/resource-definitions.ts';

const resourceVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** The verbs of a resource itself, in the order in which discovery lists them. Namespaces are deleted one by one. */
export const verbsOf = ({ resource }: ResourceDefinition): string[] =>
  resource === 'namespaces' ? resourceVerbs.filter((verb) => verb !== 'deletecollection') : resourceVerbs;

/** A review can only be created. kubectl creates one before it acts. */
export const accessReviews = { group: 'authorization.k8s.io', version: 'v1', resource: 'selfsubjectaccessreviews' };

/** AKS has metrics. Clients that look for the group first learn by their request that it is not emulated. */
const metrics = { group: 'metrics.k8s.io', version: 'v1beta1' };

/** A resource as discovery tells of it. */
export type Described = Pick<
  ResourceDefinition,
  'kind' | 'namespaced' | 'singular' | 'shortNames' | 'categories' | 'subresources'
> & { resource: string; verbs: string[] };

const unstored = (resource: string, kind: string, verbs: string[], singular = '', namespaced = false): Described => ({
  ...{ resource, kind, namespaced, singular, verbs },
  ...{ shortNames: [], categories: [], subresources: [] },
});

/** Resources of which nothing is stored. kubectl discovers anew at every call while a group has none at all. */
const unstoredResources: Record<string, Described[]> = {
  [accessReviews.group]: [
    unstored(accessReviews.resource, 'SelfSubjectAccessReview', ['create'], 'selfsubjectaccessreview'),
  ],
  [metrics.group]: [
    unstored('nodes', 'NodeMetrics', ['get', 'list']),
    unstored('pods', 'PodMetrics', ['get', 'list'], '', true),
  ],
};

/** What discovery tells of the resources of a group. */
export const describedIn = (group: string): Described[] => [
  ...(unstoredResources[group] ?? []),
  ...definitionsOf(group).map((definition) => ({ ...definition, verbs: verbsOf(definition) })),
];

/** Returns the API groups that have a name, with their versions. */
export function namedGroups(): { name: string; versions: string[] }[] {
  const groups = new Map([accessReviews, metrics].map(({ group, version }) => [group, [version]]));
  for (const { group, versions } of resourceDefinitions) if (group !== '') groups.set(group, versions);
  return [...groups].map(([name, versions]) => ({ name, versions })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const definitionsOf = (group: string): ResourceDefinition[] =>
  resourceDefinitions.filter((definition) => definition.group === group);
