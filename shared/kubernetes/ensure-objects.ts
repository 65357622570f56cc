import type { V1Job, V1Namespace } from '@kubernetes/client-node';
import { KataproofError } from '../errors/kataproof-error.ts';
import { runLabel } from '../isolation/labels.ts';
import type { ClusterApis } from './connection/cluster-apis.ts';
import { toClusterError } from './connection/cluster-error.ts';
import { orNull } from './connection/list-all.ts';
import { isBeingDeleted, isOfRun } from './is-ours.ts';

/**
 * Creates the namespace unless it exists. `created` is also true when an earlier try of the same run created it.
 * Idempotent. Throws BeingDeleted, Conflict (retryable) and the errors of toClusterError.
 */
export async function ensureNamespace(
  apis: ClusterApis,
  manifest: V1Namespace,
): Promise<{ created: boolean; uid: string | null }> {
  const name = manifest.metadata?.name ?? '';
  const made = await create(() => apis.core.createNamespace({ body: manifest }));
  if (made) return { created: true, uid: made.metadata?.uid ?? null };
  const existing = await orNull(apis.core.readNamespace({ name }));
  if (!existing) throw vanished(`Namespace ${name}`);
  if (isBeingDeleted(existing)) throw leaving(`Namespace ${name}`);
  const created = isOfRun(existing, manifest.metadata?.labels?.[runLabel]);
  return { created, uid: created ? (existing.metadata?.uid ?? null) : null };
}

/**
 * Creates the Job unless this run's Job of that name exists; `created` is false then. `uid` is that of the Job. Idempotent. Throws NameTaken when
 * somebody else owns the name, BeingDeleted, Conflict (retryable) and the errors of toClusterError.
 */
export async function ensureJob(apis: ClusterApis, manifest: V1Job): Promise<{ created: boolean; uid: string }> {
  const name = manifest.metadata?.name ?? '';
  const namespace = manifest.metadata?.namespace ?? '';
  const made = await create(() => apis.batch.createNamespacedJob({ namespace, body: manifest }));
  if (made) return { created: true, uid: made.metadata?.uid ?? '' };
  const existing = await orNull(apis.batch.readNamespacedJob({ namespace, name }));
  if (!existing) throw vanished(`Job ${name}`);
  if (!isOfRun(existing, manifest.metadata?.labels?.[runLabel]))
    throw new KataproofError('NameTaken', `Job ${name} in ${namespace} belongs to somebody else. It was left alone.`);
  if (isBeingDeleted(existing)) throw leaving(`Job ${name}`);
  return { created: false, uid: existing.metadata?.uid ?? '' };
}

/** Returns null when an object of that name exists. */
async function create<T>(send: () => Promise<T>): Promise<T | null> {
  try {
    return await send();
  } catch (error) {
    if (toClusterError(error).code === 'AlreadyExists') return null;
    throw error;
  }
}

function vanished(what: string) {
  return new KataproofError('Conflict', `${what} was there and is gone again.`, { retryable: true });
}

function leaving(what: string) {
  return new KataproofError('BeingDeleted', `${what} of an earlier try is being deleted.`);
}
