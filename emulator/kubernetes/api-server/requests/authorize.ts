import { qualifiedName, type ResourceDefinition } from '../../api/resource-definitions.ts';
import { StatusError } from '../../api/seams.ts';
import { type Access, accessOf } from './access-of.ts';
import type { Authorizer } from './create-authorizer.ts';
import type { ResourcePath } from './request-path.ts';

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
  const { allowed, reason } = authorizer.decide(user, access);
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
