import { qualifiedName, type ResourceDefinition } from '../../api/resource-definitions.ts';
import { StatusError } from '../../api/seams.ts';
import type { Authorizer } from './create-authorizer.ts';
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

/** A request to a resource, and who sent it. */
export interface ResourceRequest {
  user: string;
  method: string;
  path: ResourcePath;
  query: URLSearchParams;
}

/** Checks that a user may do what a request wants. Throws StatusError Forbidden, worded as Kubernetes words it. */
export function authorize(authorizer: Authorizer, { user, method, path, query }: ResourceRequest): void {
  const access = accessOf(method, path, query);
  const { allowed, reason } = authorizer.review(user, access);
  if (!allowed) throw refusal(user, access, path.definition, path.name, reason);
}

function refusal(
  user: string,
  { verb, group, resource, namespace }: Access,
  definition: ResourceDefinition,
  name: string | null,
  reason: string,
): StatusError {
  const where = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = name === null ? qualifiedName(definition) : `${qualifiedName(definition)} "${name}"`;
  const message = `${what} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}${reason && `: ${reason}`}`;
  const details = { ...(name === null ? {} : { name }), ...(group === '' ? {} : { group }), kind: definition.resource };
  return new StatusError(403, 'Forbidden', message, details);
}
