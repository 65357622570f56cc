import type { KataproofError } from '../errors/kataproof-error.ts';
import { expiresAtAnnotation } from '../isolation/labels.ts';
import type { ClusterApis } from './connection/cluster-apis.ts';
import { toClusterError } from './connection/cluster-error.ts';
import { listAll } from './connection/list-all.ts';
import { deletionOf, isBeingDeleted, isOurs, type Labelled, oursSelector } from './is-ours.ts';
import { unlessGone } from './remove-objects.ts';

interface Removal {
  /** `namespaces/x`, `jobs/ns/x` or `pods/ns/x`. */
  name: string;
  /** Names of objects whose removal also removes this one: its namespace and its owners. */
  goesWith: string[];
  remove: () => Promise<unknown>;
}

/**
 * Removes, in all namespaces, every namespace, Job and pod of ours whose expiry lies before `nowIso` (ISO 8601). An
 * object without a readable expiry stays. When one cannot be removed, the others still are; the first error is thrown
 * only if none could be removed. Idempotent.
 */
export async function removeExpired(apis: ClusterApis, nowIso: string): Promise<{ removed: string[] }> {
  const nowMs = Date.parse(nowIso);
  const removed: Removal[] = [];
  let problem: KataproofError | null = null;
  for (const list of [listNamespaces, listJobs, listPods])
    for (const removal of await list(apis, (object) => hasExpired(object, nowMs))) {
      if (removed.some(({ name }) => removal.goesWith.includes(name))) continue;
      try {
        await unlessGone(removal.remove());
        removed.push(removal);
      } catch (error) {
        problem ??= toClusterError(error);
      }
    }
  if (problem && removed.length === 0) throw problem;
  return { removed: removed.map(({ name }) => name) };
}

type Choose = (object: Labelled) => boolean;

function hasExpired(object: Labelled, nowMs: number): boolean {
  const expiresMs = Date.parse(object.metadata?.annotations?.[expiresAtAnnotation] ?? '');
  return isOurs(object) && !isBeingDeleted(object) && expiresMs < nowMs;
}

async function listNamespaces(apis: ClusterApis, choose: Choose): Promise<Removal[]> {
  const namespaces = await listAll((page) => apis.core.listNamespace({ ...page, labelSelector: oursSelector }));
  return namespaces.filter(choose).map((object) => {
    const name = object.metadata?.name ?? '';
    const remove = () => apis.core.deleteNamespace({ name, body: deletionOf(object) });
    return { name: `namespaces/${name}`, goesWith: [], remove };
  });
}

async function listJobs(apis: ClusterApis, choose: Choose): Promise<Removal[]> {
  const jobs = await listAll((page) => apis.batch.listJobForAllNamespaces({ ...page, labelSelector: oursSelector }));
  return jobs.filter(choose).map((object) => {
    const { name = '', namespace = '' } = object.metadata ?? {};
    const remove = () => apis.batch.deleteNamespacedJob({ name, namespace, body: deletionOf(object) });
    return { name: `jobs/${namespace}/${name}`, goesWith: [`namespaces/${namespace}`], remove };
  });
}

async function listPods(apis: ClusterApis, choose: Choose): Promise<Removal[]> {
  const pods = await listAll((page) => apis.core.listPodForAllNamespaces({ ...page, labelSelector: oursSelector }));
  return pods.filter(choose).map((object) => {
    const { name = '', namespace = '' } = object.metadata ?? {};
    const remove = () => apis.core.deleteNamespacedPod({ name, namespace, body: deletionOf(object) });
    const owners = (object.metadata?.ownerReferences ?? []).map((owner) => `jobs/${namespace}/${owner.name}`);
    return { name: `pods/${namespace}/${name}`, goesWith: [`namespaces/${namespace}`, ...owners], remove };
  });
}
