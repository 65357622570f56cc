import type { V1Job, V1Namespace } from '@kubernetes/client-node';
import { runLabel } from '../isolation/labels.ts';
import type { Outcome } from '../ports/outcome.ts';
import { failed, succeeded } from './connection/call-cluster.ts';
import type { ClusterApis } from './connection/cluster-apis.ts';
import { describeFailure, failure } from './connection/describe-failure.ts';
import { orNull } from './connection/list-all.ts';
import { isBeingDeleted, isOfRun } from './is-ours.ts';

/** Creates the namespace unless it is there. `created` also says that an earlier try of the same run had made it. */
export async function ensureNamespace(
  apis: ClusterApis,
  manifest: V1Namespace,
): Promise<Outcome<{ created: boolean }>> {
  const name = manifest.metadata?.name ?? '';
  if (await create(() => apis.core.createNamespace({ body: manifest }))) return succeeded({ created: true });
  const existing = await orNull(apis.core.readNamespace({ name }));
  if (!existing) return failed(vanished(`Namespace ${name}`));
  if (isBeingDeleted(existing)) return failed(leaving(`Namespace ${name}`));
  return succeeded({ created: isOfRun(existing, manifest.metadata?.labels?.[runLabel]) });
}

/** Creates the Job unless this run's Job of that name is there. */
export async function ensureJob(apis: ClusterApis, manifest: V1Job): Promise<Outcome<{ created: boolean }>> {
  const name = manifest.metadata?.name ?? '';
  const namespace = manifest.metadata?.namespace ?? '';
  if (await create(() => apis.batch.createNamespacedJob({ namespace, body: manifest })))
    return succeeded({ created: true });
  const existing = await orNull(apis.batch.readNamespacedJob({ namespace, name }));
  if (!existing) return failed(vanished(`Job ${name}`));
  if (!isOfRun(existing, manifest.metadata?.labels?.[runLabel]))
    return failed(
      failure('NameTaken', `Job ${name} in ${namespace} belongs to somebody else. It was left alone.`, false),
    );
  if (isBeingDeleted(existing)) return failed(leaving(`Job ${name}`));
  return succeeded({ created: false });
}

/** False when an object of that name exists already. */
async function create(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (describeFailure(error).code === 'AlreadyExists') return false;
    throw error;
  }
}

function vanished(what: string) {
  return failure('Conflict', `${what} was there and is gone again.`, true);
}

function leaving(what: string) {
  return failure('BeingDeleted', `${what} of an earlier try is being deleted.`, true);
}
