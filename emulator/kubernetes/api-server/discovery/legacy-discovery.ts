import type { ResourceDefinition } from '../../api/resource-definitions.ts';
import { accessReviews, definitionsOf, namedGroups, verbsOf } from './resource-verbs.ts';

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

function describeResource(definition: ResourceDefinition): Document[] {
  const { resource, namespaced, singular, kind, shortNames, categories, subresources } = definition;
  const own = {
    name: resource,
    singularName: singular,
    namespaced,
    kind,
    verbs: verbsOf(definition),
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

const accessReviewResource: Document = {
  name: accessReviews.resource,
  singularName: 'selfsubjectaccessreview',
  namespaced: false,
  kind: 'SelfSubjectAccessReview',
  verbs: ['create'],
};

/** The body of GET /api/v1 or /apis/{group}/{version}, or null when it is not served. */
export function resourceList(group: string, version: string): Document | null {
  const isNamed = namedGroups().some((candidate) => candidate.name === group && candidate.versions.includes(version));
  if (!isNamed && !(group === '' && version === 'v1')) return null;
  const resources = definitionsOf(group).flatMap(describeResource);
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: group === accessReviews.group ? [accessReviewResource] : resources,
  };
}
