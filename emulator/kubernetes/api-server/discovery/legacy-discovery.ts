import { type Described, describedIn, namedGroups } from './resource-verbs.ts';

type Document = Record<string, unknown>;

/** The body of GET /api. */
export const coreVersions = (serverAddress: string): Document => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
});

const describeGroup = (group: { name: string; versions: string[] }): Document => {
  const versions = group.versions.map((version) => ({ groupVersion: `${group.name}/${version}`, version }));
  return { name: group.name, versions, preferredVersion: versions[0] };
};

/** The body of GET /apis. */
export const groupList = (): Document => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: namedGroups().map(describeGroup),
});

/** The body of GET /apis/{group}, or null when the group does not exist. */
export function groupDocument(name: string): Document | null {
  const group = namedGroups().find((candidate) => candidate.name === name);
  return group ? { kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(group) } : null;
}

function describeResource(described: Described): Document[] {
  const { resource, namespaced, singular, kind, verbs, shortNames, categories, subresources } = described;
  const own = {
    name: resource,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
  };
  const parts = subresources.map((part) => ({
    name: `${resource}/${part.name}`,
    singularName: '',
    namespaced,
    ...(part.group ? { group: part.group, version: part.version } : {}),
    kind: part.kind,
    verbs: part.verbs,
  }));
  return [own, ...parts];
}

/** The body of GET /api/v1 or /apis/{group}/{version}, or null when it is not served. */
export function resourceList(group: string, version: string): Document | null {
  const isNamed = namedGroups().some((candidate) => candidate.name === group && candidate.versions.includes(version));
  if (!isNamed && !(group === '' && version === 'v1')) return null;
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: describedIn(group).flatMap(describeResource),
  };
}
