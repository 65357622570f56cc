import type { V1Pod } from '@kubernetes/client-node';
import type { KataproofError } from '../../errors/kataproof-error.ts';
import { findMisfit } from '../connection/check-shape.ts';
import type { ClusterApis } from '../connection/cluster-apis.ts';
import { toClusterError } from '../connection/cluster-error.ts';
import { createSignal, type Signal } from './create-signal.ts';

/** A view of some pods that a watch keeps up to date. */
export interface PodFollower {
  /**
   * The pods as last seen; null before the first list has succeeded. A pod that has gone since stays, with a
   * `deletionTimestamp`, because what it showed last is all that is known of it.
   */
  pods(): V1Pod[] | null;
  /** The last error, and how many came in a row; null after a success. */
  trouble(): { error: KataproofError; inARow: number } | null;
  /** Resolves on the next change, or after `ms` milliseconds. */
  nextChange(ms: number): Promise<void>;
  /** Ends the watch and wakes whoever waits. Must be called, or the follower never ends. */
  stop(): void;
}

/**
 * Milliseconds before the next list, by the number of tries in a row that brought no change. A watch that was merely
 * dropped is continued at once, and a struggling server gets time.
 */
const pausesMs = [0, 50, 150, 500, 2000];

/** Follows the pods of a selector: lists them, watches from there, and lists again whenever the watch ends. */
export function followPods(apis: ClusterApis, query: { namespace: string; labelSelector: string }): PodFollower {
  const signal = createSignal();
  const stopping = createSignal();
  let stopped = false;
  let abort: (() => void) | null = null;
  let pods: Map<string, V1Pod> | null = null;
  let trouble: { error: KataproofError; inARow: number } | null = null;
  let endings = 0;

  async function listThenWatch(): Promise<void> {
    const list = await apis.core.listNamespacedPod(query);
    const present = new Map(list.items.map((pod) => [pod.metadata?.uid ?? '', pod]));
    for (const [uid, pod] of pods ?? []) if (!present.has(uid)) present.set(uid, asGone(pod));
    pods = present;
    trouble = null;
    signal.raise();
    const changes = await watchOnce(apis, query, list.metadata?.resourceVersion ?? '', {
      change(type, pod) {
        pods?.set(pod.metadata?.uid ?? '', type === 'DELETED' ? asGone(pod) : pod);
        signal.raise();
      },
      opened(close) {
        abort = close;
        if (stopped) close();
      },
    });
    endings = changes > 0 ? 0 : endings + 1;
  }

  async function follow(): Promise<void> {
    while (!stopped) {
      try {
        await listThenWatch();
      } catch (error) {
        trouble = { error: toClusterError(error), inARow: (trouble?.inARow ?? 0) + 1 };
        endings++;
        signal.raise();
      }
      if (!stopped) await pause(stopping, endings);
    }
  }

  void follow();
  return {
    pods: () => pods && [...pods.values()],
    trouble: () => trouble,
    nextChange: (ms) => signal.wait(ms),
    stop() {
      stopped = true;
      stopping.raise();
      signal.raise();
      abort?.();
    },
  };
}

function asGone(pod: V1Pod): V1Pod {
  const deletionTimestamp = pod.metadata?.deletionTimestamp ?? new Date();
  return { ...pod, metadata: { ...pod.metadata, deletionTimestamp } };
}

async function pause(stopping: Signal, endings: number): Promise<void> {
  await stopping.wait(pausesMs[Math.min(endings, pausesMs.length - 1)] ?? 0);
}

/**
 * Runs one watch until it ends: dropped, idle for too long, outdated (410 as status or as ERROR event), something that is
 * no pod, or aborted. Each of these means "list again", so none is an error. Resolves with the number of changes that the watch brought.
 */
function watchOnce(
  apis: ClusterApis,
  query: { namespace: string; labelSelector: string },
  resourceVersion: string,
  on: { change(type: string, pod: V1Pod): void; opened(close: () => void): void },
): Promise<number> {
  return new Promise((resolve) => {
    let changes = 0;
    const path = `/api/v1/namespaces/${encodeURIComponent(query.namespace)}/pods`;
    const parameters = { labelSelector: query.labelSelector, resourceVersion, allowWatchBookmarks: true };
    let close = () => {};
    const callback = (type: string, object: V1Pod) => {
      if (type === 'ERROR') return close();
      if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') return;
      if (findMisfit(object, 'V1Pod', 'Pod') !== null) return close();
      changes++;
      on.change(type, object);
    };
    apis.watch
      .watch(path, parameters, callback, () => resolve(changes))
      .then((controller) => {
        close = () => controller.abort();
        on.opened(close);
      })
      .catch(() => resolve(changes));
  });
}
