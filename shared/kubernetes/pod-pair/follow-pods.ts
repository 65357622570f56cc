import type { V1Pod } from '@kubernetes/client-node';
import type { KataproofError } from '../../errors/kataproof-error.ts';
import { findMisfit } from '../connection/check-shape.ts';
import type { ClusterApis } from '../connection/cluster-apis.ts';
import { toClusterError } from '../connection/cluster-error.ts';
import { createSignal, type Signal } from './create-signal.ts';
import { type ChangingPodView, createPodView, type PodView } from './pod-view.ts';

/** A view of some pods that a watch keeps up to date. */
export interface PodFollower extends PodView {
  /** Lists the pods, and so makes the view whole. Throws coded errors. */
  list(): Promise<void>;
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

/** Which pods to follow. `listFirst`: the view is to be whole from the beginning. */
interface PodQuery {
  namespace: string;
  labelSelector: string;
  listFirst?: boolean;
}

/**
 * Follows the pods of a selector. It watches without a list before, because a watch without a position begins with what
 * is there (Kubernetes API concepts, "Get State and Start at Most Recent"). Whenever a watch ends, it lists and watches
 * from there. Where no watch tells of changes (`pauseMs`), it lists from the beginning.
 */
export function followPods(apis: ClusterApis, { listFirst = false, ...query }: PodQuery): PodFollower {
  const signal = createSignal();
  const stopping = createSignal();
  let stopped = false;
  let abort: (() => void) | null = null;
  let trouble: { error: KataproofError; inARow: number } | null = null;
  let endings = 0;
  const view = createPodView();

  async function list(): Promise<string> {
    const { items, metadata } = await apis.core.listNamespacedPod(query);
    view.replace(items);
    trouble = null;
    signal.raise();
    return metadata?.resourceVersion ?? '';
  }

  /** Watches from a position, or (null) from what is there. */
  async function watchFrom(position: string | null): Promise<void> {
    if (stopped) return;
    const changes = await watchOnce(apis, query, position, {
      change(type, pod) {
        view.change(type, pod);
        signal.raise();
      },
      caughtUp: () => view.catchUp(),
      opened(close) {
        abort = close;
        view.begin();
        if (stopped) close();
      },
    });
    // A first watch that brought nothing has not failed often: the list tells why at once.
    endings = changes > 0 || position === null ? 0 : endings + 1;
  }

  async function follow(): Promise<void> {
    if (!listFirst && apis.pauseMs === 0) await watchFrom(null);
    while (!stopped) {
      try {
        const position = await list();
        // Whoever waits may have seen enough, and then there is nothing to watch.
        await new Promise((resolve) => setImmediate(resolve));
        await watchFrom(position);
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
    ...view,
    list: async () => void (await list()),
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

/** After so many failures in a row we give up, because the caller can wait on a durable timer, which costs nothing. */
const patienceWithServer = 4;

/** Throws what keeps the follower from seeing anything, unless that may pass and it is not `late`. */
export function throwTrouble(follower: PodFollower, late: boolean): void {
  const trouble = follower.trouble();
  if (trouble && (!trouble.error.retryable || trouble.error.code === 'Forbidden')) throw trouble.error;
  if (trouble && (trouble.inARow >= patienceWithServer || late)) throw trouble.error;
}

async function pause(stopping: Signal, endings: number): Promise<void> {
  await stopping.wait(pausesMs[Math.min(endings, pausesMs.length - 1)] ?? 0);
}

/**
 * Runs one watch until it ends: dropped, idle for too long, outdated (410 as status or as ERROR event), something that is
 * no pod, or aborted. Each of these means "list again", so none is an error. Resolves with the number of changes that the
 * watch brought. `caughtUp` is called by whatever can only follow the pods that were there at its beginning: events come
 * in the order of the changes.
 */
function watchOnce(
  apis: ClusterApis,
  query: { namespace: string; labelSelector: string },
  position: string | null,
  on: { change: ChangingPodView['change']; caughtUp(): void; opened(close: () => void): void },
): Promise<number> {
  return new Promise((resolve) => {
    let changes = 0;
    let over = false;
    const path = `/api/v1/namespaces/${encodeURIComponent(query.namespace)}/pods`;
    const from = position === null ? {} : { resourceVersion: position };
    const parameters = { labelSelector: query.labelSelector, ...from, allowWatchBookmarks: true };
    let close = () => {};
    const end = () => {
      over = true;
      resolve(changes);
    };
    const callback = (type: string, object: V1Pod) => {
      if (type === 'ERROR') return close();
      if (type === 'MODIFIED' || type === 'DELETED' || type === 'BOOKMARK') on.caughtUp();
      if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') return;
      if (findMisfit(object, 'V1Pod', 'Pod') !== null) return close();
      changes++;
      on.change(type, object);
    };
    apis.watch
      .watch(path, parameters, callback, end)
      .then((controller) => {
        close = () => controller.abort();
        if (!over) on.opened(close);
      })
      .catch(end);
  });
}
