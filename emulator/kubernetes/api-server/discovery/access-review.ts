import type { AccessRule } from '../../../scenarios/scenario.ts';
import { isRecord } from '../../api/json.ts';
import { isAllowed } from '../requests/authorize.ts';
import type { ApiPath } from '../requests/request-path.ts';
import { accessReviews } from './resource-verbs.ts';

export const isAccessReview = (path: ApiPath): boolean =>
  path.kind === 'unknown-resource' && path.group === accessReviews.group && path.resource === accessReviews.resource;

function statusOf(rules: readonly AccessRule[] | null, spec: unknown): { allowed: boolean; reason?: string } {
  if (rules === null) return { allowed: true, reason: 'every identity is cluster admin in the emulation' };
  const asked = isRecord(spec) && isRecord(spec['resourceAttributes']) ? spec['resourceAttributes'] : null;
  // Paths that are no resources, such as /version, are open to whoever has logged in.
  if (!asked) return { allowed: true };
  const text = (name: string) => (typeof asked[name] === 'string' ? asked[name] : '');
  const resource = text('subresource') ? `${text('resource')}/${text('subresource')}` : text('resource');
  const namespace = text('namespace') || null;
  return { allowed: isAllowed(rules, { verb: text('verb'), group: text('group'), resource, namespace }) };
}

/** Answers whether the rules allow what the review asks about (`spec.resourceAttributes`). */
export function answerAccessReview(rules: readonly AccessRule[] | null, review: unknown): Record<string, unknown> {
  const spec = isRecord(review) ? review['spec'] : undefined;
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: `${accessReviews.group}/${accessReviews.version}`,
    metadata: { creationTimestamp: null },
    spec: spec ?? {},
    status: statusOf(rules, spec),
  };
}
