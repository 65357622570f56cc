import { stableHash } from '../plain/stable-hash.ts';

/** What marks an object as ours. Nothing without it is ever changed or removed. */
export const managedByLabel = 'app.kubernetes.io/managed-by';
export const managedByValue = 'kataproof';

export const runLabel = 'kataproof.io/run';
export const roleLabel = 'kataproof.io/role';

/** ISO 8601 moment after which the object is anybody's to remove. An annotation: colons are no label value. */
export const expiresAtAnnotation = 'kataproof.io/expires-at';

/** A run id as a label value: itself where Kubernetes allows it, otherwise a hash of it. */
export function runLabelValue(runId: string): string {
  return /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(runId) ? runId : stableHash(runId);
}
