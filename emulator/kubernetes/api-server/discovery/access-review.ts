import { isRecord } from '../../api/json.ts';
import type { ApiPath } from '../requests/request-path.ts';
import { accessReviews } from './resource-verbs.ts';

export const isAccessReview = (path: ApiPath): boolean =>
  path.kind === 'unknown-resource' && path.group === accessReviews.group && path.resource === accessReviews.resource;

/** Every token of the emulator may do everything in its cluster, so every review allows. */
export function answerAccessReview(review: unknown): Record<string, unknown> {
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: `${accessReviews.group}/${accessReviews.version}`,
    metadata: { creationTimestamp: null },
    spec: (isRecord(review) && review['spec']) || {},
    status: { allowed: true, reason: 'every identity is cluster admin in the emulation' },
  };
}
