import { stableHash } from '../plain/stable-hash.ts';

/** Marks an object as ours. Objects without it are never changed or removed. */
export const managedByLabel = 'app.kubernetes.io/managed-by';
export const managedByValue = 'kataproof';

/** The label with the run that created an object (`runLabelValue`). */
export const runLabel = 'kataproof.io/run';
/** The label with the role of a pod in its pair (`PodRole`). */
export const roleLabel = 'kataproof.io/role';

/**
 * Moment (ISO 8601) after which the object may be removed by the sweep. It is an annotation because a label value
 * cannot contain colons.
 */
export const expiresAtAnnotation = 'kataproof.io/expires-at';

/** A run id as a label value: the id itself where Kubernetes allows it, otherwise a hash of it. */
export function runLabelValue(runId: string): string {
  return /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(runId) ? runId : stableHash(runId);
}
