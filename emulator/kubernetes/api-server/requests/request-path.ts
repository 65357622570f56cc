import { type ResourceDefinition, resourceDefinitions } from '../../api/resource-definitions.ts';

/** The target of a request below /api/v1 or /apis/{group}/{version}. */
export interface ResourcePath {
  definition: ResourceDefinition;
  version: string;
  namespace: string | null;
  name: string | null;
  subresource: string | null;
}

export type ApiPath =
  | ({ kind: 'resource' } & ResourcePath)
  /** A resource that is not served here, in any group and version. */
  | { kind: 'unknown-resource'; group: string; version: string; resource: string }
  /** Discovery, health, version, OpenAPI, or an unknown path. */
  | { kind: 'document'; path: string };

function splitGroupVersion(segments: string[]): { group: string; version: string; rest: string[] } | null {
  const [root, first, second, ...rest] = segments;
  if (root === 'api' && first) return { group: '', version: first, rest: segments.slice(2) };
  if (root === 'apis' && first && second) return { group: first, version: second, rest };
  return null;
}

/**
 * Splits `namespaces/x/pods/y/log` into the namespace and the rest. `namespaces/x` and its subresources are not split.
 */
function splitNamespace(rest: string[]): { namespace: string | null; rest: string[] } {
  const [first, namespace, resource] = rest;
  const ofNamespaceItself = resource === undefined || resource === 'status' || resource === 'finalize';
  if (first !== 'namespaces' || namespace === undefined || ofNamespaceItself) return { namespace: null, rest };
  return { namespace, rest: rest.slice(2) };
}

/** Parses the path of a request and decodes its percent-encoding. Throws URIError when the encoding is broken. */
export function parseApiPath(path: string): ApiPath {
  const segments = path.split('/').filter(Boolean).map(decodeURIComponent);
  const found = splitGroupVersion(segments);
  if (!found || found.rest.length === 0) return { kind: 'document', path: `/${segments.join('/')}` };
  const { group, version } = found;
  const { namespace, rest } = splitNamespace(found.rest);
  const [resource = '', name = null, ...subresource] = rest;
  const definition = resourceDefinitions.find(
    (candidate) => candidate.group === group && candidate.resource === resource && candidate.versions.includes(version),
  );
  if (!definition || (namespace !== null && !definition.namespaced))
    return { kind: 'unknown-resource', group, version, resource };
  return {
    kind: 'resource',
    definition,
    version,
    namespace,
    name,
    subresource: subresource.length === 0 ? null : subresource.join('/'),
  };
}
