import type { ResourcePath } from './request-path.ts';

/** What a request wants to do (k8s.io/apiserver, `authorizer.Attributes`). */
export interface Access {
  verb: string;
  group: string;
  /** With its subresource, such as `pods/log`. */
  resource: string;
  namespace: string | null;
}

/** What a request to a resource wants to do ("Determine the Request Verb" of Kubernetes' authorization overview). */
export function accessOf(method: string, path: ResourcePath, query: URLSearchParams): Access {
  const { definition, name, subresource } = path;
  const resource = subresource === null ? definition.resource : `${definition.resource}/${subresource.split('/')[0]}`;
  // A namespace lies in itself, so that a role in it may cover it.
  const namespace = definition.resource === 'namespaces' ? name : path.namespace;
  return { verb: verbOf(method, name, query), group: definition.group, resource, namespace };
}

function verbOf(method: string, name: string | null, query: URLSearchParams): string {
  if (method === 'POST') return 'create';
  if (method === 'PUT') return 'update';
  if (method === 'PATCH') return 'patch';
  if (method === 'DELETE') return name === null ? 'deletecollection' : 'delete';
  if (['true', '1'].includes(query.get('watch') ?? '')) return 'watch';
  return name === null ? 'list' : 'get';
}
