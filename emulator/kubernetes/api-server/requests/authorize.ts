import type { AccessRule } from '../../../scenarios/scenario.ts';
import { qualifiedName, type ResourceDefinition } from '../../api/resource-definitions.ts';
import { StatusError } from '../../api/seams.ts';
import type { ResourcePath } from './request-path.ts';

/** What a request wants to do (k8s.io/apiserver, `authorizer.Attributes`). */
export interface Access {
  verb: string;
  group: string;
  /** With its subresource, such as `pods/log`. */
  resource: string;
  namespace: string | null;
}

/** Whether RBAC allows it. `rules` is null where every token may do everything. */
export function isAllowed(rules: readonly AccessRule[] | null, access: Access): boolean {
  return rules === null || rules.some((rule) => covers(rule, access));
}

function covers(rule: AccessRule, { verb, group, resource, namespace }: Access): boolean {
  const inPlace = rule.namespace === null || rule.namespace === namespace;
  const has = (names: readonly string[], name: string) => names.includes(name) || names.includes('*');
  return inPlace && has(rule.apiGroups, group) && has(rule.resources, resource) && has(rule.verbs, verb);
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

/** Checks that the rules allow a request. Throws StatusError Forbidden, worded as RBAC's. */
export function authorize(
  rules: readonly AccessRule[] | null,
  method: string,
  path: ResourcePath,
  query: URLSearchParams,
): void {
  const access = accessOf(method, path, query);
  if (!isAllowed(rules, access)) throw refusal(access, path.definition, path.name);
}

function refusal(access: Access, definition: ResourceDefinition, name: string | null): StatusError {
  const { verb, group, resource, namespace } = access;
  const where = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = name === null ? qualifiedName(definition) : `${qualifiedName(definition)} "${name}"`;
  const message = `${what} is forbidden: User "emulated" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
  const details = { ...(name === null ? {} : { name }), ...(group === '' ? {} : { group }), kind: definition.resource };
  return new StatusError(403, 'Forbidden', message, details);
}
