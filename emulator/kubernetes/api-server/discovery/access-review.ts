import { isRecord } from '../../api/json.ts';
import { definitionOf, type ResourceDefinition } from '../../api/resource-definitions.ts';
import { StatusError } from '../../api/seams.ts';
import { invalid } from '../../api/status-errors.ts';
import { type FieldErrors, invalidValue } from '../../validation/rules/field-errors.ts';
import { loadObjectDecoder } from '../decoding/decode-object.ts';
import type { Access } from '../requests/access-of.ts';
import type { Authorizer } from '../requests/create-authorizer.ts';
import type { ApiPath } from '../requests/request-path.ts';
import { accessReviews } from './resource-verbs.ts';

export const isAccessReview = (path: ApiPath): boolean =>
  path.kind === 'unknown-resource' && path.group === accessReviews.group && path.resource === accessReviews.resource;

/** A decision, or why there is none. */
type Reviewed = ReturnType<Authorizer['review']> & { evaluationError?: string };
type May = (access: Access) => Reviewed;

/** What a review says where the webhook of authorization gives no answer, and nobody else allows it. */
export const undecided: Reviewed = {
  ...{ allowed: false, reason: '' },
  evaluationError: 'Post "https://guard.aks/subjectaccessreviews?timeout=30s": context deadline exceeded',
};

function statusOf(may: May, spec: unknown): Partial<Reviewed> {
  const asked = isRecord(spec) && isRecord(spec['resourceAttributes']) ? spec['resourceAttributes'] : null;
  if (!asked) return { allowed: isOpenPath(spec) };
  const text = (name: string) => (typeof asked[name] === 'string' ? asked[name] : '');
  const resource = text('subresource') ? `${text('resource')}/${text('subresource')}` : text('resource');
  const namespace = text('namespace') || null;
  const { allowed, reason, evaluationError } = may({ verb: text('verb'), group: text('group'), resource, namespace });
  return { allowed, ...(reason && { reason }), ...(evaluationError && { evaluationError }) };
}

/** Paths that are no resources and open to whoever has logged in (`system:discovery`, `system:public-info-viewer`). */
function isOpenPath(spec: unknown): boolean {
  const { path = '', verb = '' } =
    isRecord(spec) && isRecord(spec['nonResourceAttributes']) ? spec['nonResourceAttributes'] : {};
  return (
    verb === 'get' && /^\/(?:(?:api|apis|openapi)(?:\/.*)?|(?:healthz|livez|readyz|version)\/?)$/.test(String(path))
  );
}

const kind = 'SelfSubjectAccessReview';
const definition: ResourceDefinition = {
  ...definitionOf('pods'),
  group: accessReviews.group,
  versions: [accessReviews.version],
  kind,
};

/** Every user may ask for a review of his own rights, unless somebody took `system:basic-user` away from him. */
export function refuseAccessReview(user: string): StatusError {
  const { group, resource } = accessReviews;
  const message = `${resource}.${group} is forbidden: User "${user}" cannot create resource "${resource}" in API group "${group}" at the cluster scope`;
  return new StatusError(403, 'Forbidden', message, { group, kind: resource });
}

/** k8s.io/kubernetes/pkg/apis/authorization/validation: ValidateSelfSubjectAccessReview. */
function validateReview(spec: Record<string, unknown>): FieldErrors {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (isRecord(resourceAttributes) && isRecord(nonResourceAttributes)) {
    const { path = '', verb = '' } = nonResourceAttributes;
    const shown = { Path: path, Verb: verb };
    const why = 'cannot be specified in combination with resourceAttributes';
    return [invalidValue('spec.nonResourceAttributes', shown, why)];
  }
  if (isRecord(resourceAttributes) || isRecord(nonResourceAttributes)) return [];
  const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [invalidValue('spec.resourceAttributes', null, why)];
}

/**
 * Answers whether the caller may do what the review asks about (`spec.resourceAttributes`). Throws StatusError for a review
 * that asks about nothing or is none; Kubernetes leaves out its kind then.
 */
export async function answerAccessReview(
  may: May,
  sent: { body: Buffer; contentType: string; fieldValidation: string | null },
): Promise<Record<string, unknown>> {
  const { object } = (await loadObjectDecoder()).decodeBody(definition, sent);
  const spec = isRecord(object['spec']) ? object['spec'] : {};
  const errors = validateReview(spec);
  if (errors.length > 0) throw invalid('', accessReviews.group, '', errors);
  return {
    kind,
    apiVersion: `${accessReviews.group}/${accessReviews.version}`,
    metadata: {},
    spec,
    status: statusOf(may, spec),
  };
}
