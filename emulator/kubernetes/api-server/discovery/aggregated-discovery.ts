import { type Described, describedIn, namedGroups } from './resource-verbs.ts';

type Document = Record<string, unknown>;

const scopeOf = (namespaced: boolean) => (namespaced ? 'Namespaced' : 'Cluster');
const kindIn = (group: string, version: string, kind: string) => ({ group, version, kind });

function describeResource(described: Described, group: string, version: string): Document {
  const { resource, kind, namespaced, singular, verbs, shortNames, categories, subresources } = described;
  return {
    resource,
    responseKind: kindIn(group, version, kind),
    scope: scopeOf(namespaced),
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(subresources.length === 0
      ? {}
      : {
          subresources: subresources.map((part) => ({
            subresource: part.name,
            responseKind: kindIn(part.group ?? group, part.version ?? version, part.kind),
            verbs: part.verbs,
          })),
        }),
  };
}

function describeGroup(name: string, versions: string[]): Document {
  const resourcesOf = (version: string) =>
    describedIn(name).map((described) => describeResource(described, name, version));
  return {
    metadata: name === '' ? { creationTimestamp: null } : { name, creationTimestamp: null },
    versions: versions.map((version) => ({ version, resources: resourcesOf(version), freshness: 'Current' })),
  };
}

/** Builds the aggregated form of GET /api (`core`) or GET /apis, which kubectl requests first. */
export function aggregatedDiscovery(core: boolean): Document {
  const groups = core ? [{ name: '', versions: ['v1'] }] : namedGroups();
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(({ name, versions }) => describeGroup(name, versions)),
  };
}

export const aggregatedContentType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Whether the client accepts version v2 of the aggregated form. */
export const wantsAggregated = (accept: string): boolean =>
  accept.split(',').some((type) => type.includes('as=APIGroupDiscoveryList') && /(^|;)\s*v=v2(;|$)/.test(type));
