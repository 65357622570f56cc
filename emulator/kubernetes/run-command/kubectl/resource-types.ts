import { z } from 'zod';
import { type CallApi, KubectlError } from './call-api.ts';

/** A type of resources, as the API server's discovery tells it. */
export interface ResourceType {
  plural: string;
  singular: string;
  shortNames: string[];
  kind: string;
  /** Such as `v1` or `batch/v1`. */
  groupVersion: string;
  namespaced: boolean;
}

const resourceList = z.object({
  groupVersion: z.string(),
  resources: z.array(
    z.object({
      name: z.string(),
      singularName: z.string(),
      shortNames: z.array(z.string()).optional(),
      kind: z.string(),
      namespaced: z.boolean(),
    }),
  ),
});
const groupList = z.object({
  groups: z.array(z.object({ preferredVersion: z.object({ groupVersion: z.string() }) })),
});

/** Reads every type that the API server has; subresources are left out. */
export async function readResourceTypes(call: CallApi): Promise<ResourceType[]> {
  const { groups } = groupList.parse(JSON.parse(await call({ method: 'GET', path: '/apis' })));
  const paths = ['/api/v1', ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)];
  const lists = await Promise.all(
    paths.map(async (path) => resourceList.parse(JSON.parse(await call({ method: 'GET', path })))),
  );
  return lists.flatMap(({ groupVersion, resources }) =>
    resources
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, singularName, shortNames = [], kind, namespaced }) => ({
        ...{ plural: name, singular: singularName || kind.toLowerCase(), shortNames, kind, groupVersion, namespaced },
      })),
  );
}

/** Finds a type by its plural, singular or short name. Throws kubectl's error when there is none. */
export function findType(types: readonly ResourceType[], name: string): ResourceType {
  const asked = name.toLowerCase().split('.')[0] ?? '';
  const found = types.find(
    ({ plural, singular, shortNames }) => asked === plural || asked === singular || shortNames.includes(asked),
  );
  if (!found) throw new KubectlError(`error: the server doesn't have a resource type "${name}"`);
  return found;
}

/** Finds the type of a manifest. Throws kubectl's error when the API server does not have it. */
export function typeOfManifest(types: readonly ResourceType[], apiVersion: string, kind: string): ResourceType {
  const found = types.find((type) => type.kind === kind && type.groupVersion === apiVersion);
  if (!found)
    throw new KubectlError(
      `error: resource mapping not found: no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    );
  return found;
}

/** The path of a collection, or of one object in it. A null namespace stands for all. */
export function pathOf(
  { groupVersion, namespaced, plural }: ResourceType,
  namespace: string | null,
  name?: string,
): string {
  const root = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
  const place = namespaced && namespace !== null ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${place}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

/** As kubectl names an object: `pod/x`, `job.batch/y`. */
export function nameOf({ singular, groupVersion }: ResourceType, name: string): string {
  const group = groupVersion.includes('/') ? `.${groupVersion.split('/')[0]}` : '';
  return `${singular}${group}/${name}`;
}
