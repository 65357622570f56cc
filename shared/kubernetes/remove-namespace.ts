import type { V1Namespace } from '@kubernetes/client-node';
import { KataproofError } from '../errors/kataproof-error.ts';
import { runLabelValue } from '../isolation/labels.ts';
import type { NamespaceRemoval, NamespaceToRemove } from '../ports/verification-cluster.ts';
import type { ClusterApis } from './connection/cluster-apis.ts';
import { toClusterError } from './connection/cluster-error.ts';
import { orNull } from './connection/list-all.ts';
import { deletionOf, isBeingDeleted, isOfRun } from './is-ours.ts';

/** What the API server said last of the namespace: it is not there, or is being deleted as of a position for watches. */
type Seen = { state: 'absent'; found: boolean } | { state: 'leaving'; resourceVersion: string; justNow: boolean };

/** How long the end of a namespace is watched for, and the clock for that (milliseconds). */
interface Patience {
  awaitMs: number;
  now: () => number;
}

/**
 * Most looks within one step, each with a watch behind it: a watch may break off, but one that does so each time is left
 * to the caller's timers.
 */
const mostLooks = 3;

/**
 * Deletes the namespace of a run and watches for its end, `awaitMs` at most. Where its uid is known it is deleted by that,
 * without a look before. Where no watch is to be had (its right is missing, commands in place of a network), the caller has
 * to look again. Idempotent. Throws NotOurs when the namespace does not carry this run's label, and the errors of
 * toClusterError.
 */
export async function removeNamespace(
  apis: ClusterApis,
  namespace: NamespaceToRemove,
  { awaitMs, now }: Patience,
): Promise<NamespaceRemoval> {
  const untilMs = now() + awaitMs;
  let seen = await askToLeave(apis, namespace);
  for (let looks = 1; seen.state === 'leaving'; looks++) {
    const leftMs = untilMs - now();
    const requested: NamespaceRemoval = { state: seen.justNow ? 'requested' : 'terminating', found: true };
    if (leftMs <= 0 || apis.pauseMs > 0) return requested;
    const watched = await watchForEnd(apis, namespace.name, seen.resourceVersion, leftMs);
    if (watched === 'gone') return { state: 'absent', found: true };
    if (watched === 'refused') return requested;
    if (looks >= mostLooks || now() >= untilMs) return { state: 'terminating', found: true };
    seen = await look(apis, namespace);
    if (seen.state === 'absent') return { state: 'absent', found: true };
  }
  return seen;
}

async function askToLeave(apis: ClusterApis, namespace: NamespaceToRemove): Promise<Seen> {
  const { name, uid, asked } = namespace;
  if (uid === null || asked) return look(apis, namespace);
  return (await deleteIt(apis, { metadata: { name, uid } })) ?? look(apis, namespace);
}

/** Reads the namespace, and asks for its deletion unless that was done. */
async function look(apis: ClusterApis, { name, runId, uid }: NamespaceToRemove): Promise<Seen> {
  const existing = await orNull(apis.core.readNamespace({ name }));
  // Another one that has taken the name of ours since.
  const other = existing !== null && uid !== null && existing.metadata?.uid !== uid;
  if (!existing || other) return { state: 'absent', found: uid !== null };
  if (!isOfRun(existing, runLabelValue(runId)))
    throw new KataproofError('NotOurs', `Namespace ${name} is not of run ${runId}. It was left alone.`);
  const { resourceVersion = '' } = existing.metadata ?? {};
  if (isBeingDeleted(existing)) return { state: 'leaving', resourceVersion, justNow: false };
  return (await deleteIt(apis, existing)) ?? { state: 'leaving', resourceVersion, justNow: false };
}

/**
 * Deletes a namespace by its uid. The API server answers with the namespace, which stays until it is empty. Null when it
 * answered with a conflict: it is another one of that name, or on its way already (older releases).
 */
async function deleteIt(apis: ClusterApis, namespace: Pick<V1Namespace, 'metadata'>): Promise<Seen | null> {
  const { name = '' } = namespace.metadata ?? {};
  try {
    const { metadata } = await apis.core.deleteNamespace({ name, body: deletionOf(namespace) });
    return { state: 'leaving', resourceVersion: metadata?.resourceVersion ?? '', justNow: true };
  } catch (error) {
    const { code } = toClusterError(error);
    if (code === 'NotFound') return { state: 'absent', found: true };
    if (code === 'Conflict') return null;
    throw error;
  }
}

/**
 * Watches one namespace from a position on. `refused`: nobody may watch here; `over`: the time is, or the watch ended before
 * the namespace did.
 */
function watchForEnd(
  { watch }: ClusterApis,
  name: string,
  resourceVersion: string,
  forMs: number,
): Promise<'gone' | 'over' | 'refused'> {
  return new Promise((resolve) => {
    let close = () => {};
    let ended = false;
    const end = (how: 'gone' | 'over' | 'refused') => {
      // Closing the watch tells of its end at once.
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      close();
      resolve(how);
    };
    const timer = setTimeout(() => end('over'), forMs);
    const parameters = { fieldSelector: `metadata.name=${name}`, ...(resourceVersion && { resourceVersion }) };
    const onEvent = (type: string) => {
      if (type === 'DELETED') end('gone');
      if (type === 'ERROR') end('over');
    };
    watch
      .watch('/api/v1/namespaces', parameters, onEvent, (error) => end(isRefusal(error) ? 'refused' : 'over'))
      .then((controller) => {
        close = () => controller.abort();
        if (ended) close();
      })
      .catch(() => end('refused'));
  });
}

/** The API server has answered, and not with a watch. */
function isRefusal(error: unknown): boolean {
  return typeof (error as { statusCode?: unknown } | null)?.statusCode === 'number';
}
