import type { Resource } from './seams.ts';

/** What discovery says about a resource, and what the store needs to keep it as a real API server does. */
export interface ResourceDefinition {
  resource: Resource;
  group: string;
  versions: string[];
  kind: string;
  singular: string;
  shortNames: string[];
  categories: string[];
  namespaced: boolean;
  /** Whether `metadata.generation` counts the changes to the spec. */
  countsGenerations: boolean;
  /** The subresources that are served besides the resource itself. */
  subresources: { name: string; kind: string; group?: string; version?: string; verbs: string[] }[];
}

const scale = { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] };
const status = (kind: string) => ({ name: 'status', kind, verbs: ['get', 'patch', 'update'] });

function define(
  resource: Resource,
  group: string,
  kind: string,
  shortNames: string[],
  more: Partial<ResourceDefinition> = {},
): ResourceDefinition {
  return {
    resource,
    group,
    kind,
    shortNames,
    versions: ['v1'],
    singular: kind.toLowerCase(),
    categories: [],
    namespaced: true,
    countsGenerations: false,
    subresources: [],
    ...more,
  };
}

/** Every resource of the emulated clusters. Events are stored once and served in two groups, as in Kubernetes. */
export const resourceDefinitions: readonly ResourceDefinition[] = [
  define('configmaps', '', 'ConfigMap', ['cm']),
  define('events', '', 'Event', ['ev']),
  define('limitranges', '', 'LimitRange', ['limits']),
  define('namespaces', '', 'Namespace', ['ns'], {
    namespaced: false,
    subresources: [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }, status('Namespace')],
  }),
  define('nodes', '', 'Node', ['no'], { namespaced: false, subresources: [status('Node')] }),
  define('pods', '', 'Pod', ['po'], {
    categories: ['all'],
    countsGenerations: true,
    subresources: [
      { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
      { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
      { name: 'log', kind: 'Pod', verbs: ['get'] },
      status('Pod'),
    ],
  }),
  define('resourcequotas', '', 'ResourceQuota', ['quota'], { subresources: [status('ResourceQuota')] }),
  define('secrets', '', 'Secret', []),
  define('serviceaccounts', '', 'ServiceAccount', ['sa']),
  define('daemonsets', 'apps', 'DaemonSet', ['ds'], {
    categories: ['all'],
    countsGenerations: true,
    subresources: [status('DaemonSet')],
  }),
  define('deployments', 'apps', 'Deployment', ['deploy'], {
    categories: ['all'],
    countsGenerations: true,
    subresources: [scale, status('Deployment')],
  }),
  define('replicasets', 'apps', 'ReplicaSet', ['rs'], {
    categories: ['all'],
    countsGenerations: true,
    subresources: [scale, status('ReplicaSet')],
  }),
  define('jobs', 'batch', 'Job', [], {
    categories: ['all'],
    countsGenerations: true,
    subresources: [status('Job')],
  }),
  define('events', 'events.k8s.io', 'Event', ['ev']),
  define('runtimeclasses', 'node.k8s.io', 'RuntimeClass', [], { namespaced: false }),
];

/** The resources that live in a namespace, each once. */
export const namespacedResources: readonly Resource[] = [
  ...new Set(resourceDefinitions.filter(({ namespaced }) => namespaced).map(({ resource }) => resource)),
];

/** Returns the definition of a resource, in the group in which it is stored. Throws when there is none. */
export function definitionOf(resource: Resource): ResourceDefinition {
  const definition = resourceDefinitions.find((candidate) => candidate.resource === resource);
  if (!definition) throw new Error(`No definition for resource ${resource}`);
  return definition;
}

/** The name of a resource in errors: `pods`, or `jobs.batch`. */
export function qualifiedName(definition: Pick<ResourceDefinition, 'group'> & { resource: string }): string {
  return definition.group === '' ? definition.resource : `${definition.resource}.${definition.group}`;
}

export function apiVersionOf(definition: Pick<ResourceDefinition, 'group' | 'versions'>): string {
  const version = definition.versions[0] ?? 'v1';
  return definition.group === '' ? version : `${definition.group}/${version}`;
}
