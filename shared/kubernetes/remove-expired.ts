import { KataproofError } from '../errors/kataproof-error.ts';
import { expiresAtAnnotation } from '../isolation/labels.ts';
import type { ClusterApis } from './connection/cluster-apis.ts';
import { toClusterError } from './connection/cluster-error.ts';
import { listAll } from './connection/list-all.ts';
import { deletionOf, isBeingDeleted, isOurs, type Labelled, oursSelector } from './is-ours.ts';
import { unlessGone } from './unless-gone.ts';

interface Removal {
  /** `namespaces/x`, `jobs/ns/x` or `pods/ns/x`. */
  name: string;
  /** Names of objects whose removal also removes this one: its namespace and its owners. */
  goesWith: string[];
  remove: () => Promise<unknown>;
}

/** What a sweep of a cluster has removed, and what stood in its way. */
interface Removed {
  /** The names of the objects. */
  removed: string[];
  /** A sentence for each list and each object that it failed at. */
  problems: string[];
}

/**
 * Removes every namespace, Job and pod of ours whose expiry lies before `nowIso` (ISO 8601), in all namespaces. An
 * object without a readable expiry stays. What fails is told and keeps nothing else from being removed. Where we may not
 * list a whole cluster, `namespace` is looked through; it is the one that the cluster's owners made for us, or null.
 * Idempotent. Throws the first error only if nothing at all could be listed.
 */
export async function removeExpired(apis: ClusterApis, nowIso: string, namespace: string | null): Promise<Removed> {
  const nowMs = Date.parse(nowIso);
  const removed: Removal[] = [];
  const errors: KataproofError[] = [];
  let listed = 0;
  for (const list of [listNamespaces, listJobs, listPods]) {
    const found = await orError(list(apis, (object) => hasExpired(object, nowMs), namespace));
    if (found instanceof KataproofError) {
      errors.push(found);
      continue;
    }
    if (found) listed++;
    for (const removal of found ?? []) {
      if (removed.some(({ name }) => removal.goesWith.includes(name))) continue;
      const failed = await orError(unlessGone(removal.remove()));
      if (failed instanceof KataproofError) errors.push(failed);
      else removed.push(removal);
    }
  }
  const [first] = errors;
  if (first && listed === 0) throw first;
  return { removed: removed.map(({ name }) => name), problems: errors.map(({ message }) => message) };
}

async function orError<T>(act: Promise<T>): Promise<T | KataproofError> {
  try {
    return await act;
  } catch (error) {
    return toClusterError(error);
  }
}

/** The list of the whole cluster, or that of our one namespace where the API server refuses the former. */
async function listAllowed<T, U>(everywhere: () => Promise<T>, inNamespace: (() => Promise<U>) | null): Promise<T | U> {
  try {
    return await everywhere();
  } catch (error) {
    if (!inNamespace || toClusterError(error).code !== 'Forbidden') throw error;
    return inNamespace();
  }
}

type Choose = (object: Labelled) => boolean;

function hasExpired(object: Labelled, nowMs: number): boolean {
  const expiresMs = Date.parse(object.metadata?.annotations?.[expiresAtAnnotation] ?? '');
  return isOurs(object) && !isBeingDeleted(object) && expiresMs < nowMs;
}

/**
 * Null where we may not list namespaces and need not: where runs have a namespace of the cluster's owners, they make none
 * of their own.
 */
async function listNamespaces(apis: ClusterApis, choose: Choose, namespace: string | null): Promise<Removal[] | null> {
  const namespaces = await listAllowed(
    () => listAll((page) => apis.core.listNamespace({ ...page, labelSelector: oursSelector })),
    namespace === null ? null : async () => null,
  );
  if (!namespaces) return null;
  return namespaces.filter(choose).map((object) => {
    const name = object.metadata?.name ?? '';
    const remove = () => apis.core.deleteNamespace({ name, body: deletionOf(object) });
    return { name: `namespaces/${name}`, goesWith: [], remove };
  });
}

async function listJobs(apis: ClusterApis, choose: Choose, ours: string | null): Promise<Removal[]> {
  const query = { labelSelector: oursSelector };
  const jobs = await listAllowed(
    () => listAll((page) => apis.batch.listJobForAllNamespaces({ ...page, ...query })),
    ours === null
      ? null
      : () => listAll((page) => apis.batch.listNamespacedJob({ ...page, ...query, namespace: ours })),
  );
  return jobs.filter(choose).map((object) => {
    const { name = '', namespace = '' } = object.metadata ?? {};
    const remove = () => apis.batch.deleteNamespacedJob({ name, namespace, body: deletionOf(object) });
    return { name: `jobs/${namespace}/${name}`, goesWith: [`namespaces/${namespace}`], remove };
  });
}

async function listPods(apis: ClusterApis, choose: Choose, ours: string | null): Promise<Removal[]> {
  const query = { labelSelector: oursSelector };
  const pods = await listAllowed(
    () => listAll((page) => apis.core.listPodForAllNamespaces({ ...page, ...query })),
    ours === null ? null : () => listAll((page) => apis.core.listNamespacedPod({ ...page, ...query, namespace: ours })),
  );
  return pods.filter(choose).map((object) => {
    const { name = '', namespace = '' } = object.metadata ?? {};
    const remove = () => apis.core.deleteNamespacedPod({ name, namespace, body: deletionOf(object) });
    const owners = (object.metadata?.ownerReferences ?? []).map((owner) => `jobs/${namespace}/${owner.name}`);
    return { name: `pods/${namespace}/${name}`, goesWith: [`namespaces/${namespace}`, ...owners], remove };
  });
}
