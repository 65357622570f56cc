import type { V1Pod } from '@kubernetes/client-node';

/** What a list and the events of watches have shown of some pods. */
export interface PodView {
  /**
   * The pods as last seen; null before anything has answered. A pod that has gone since stays, with a
   * `deletionTimestamp`, because what it showed last is all that is known of it.
   */
  pods(): V1Pod[] | null;
  /** Those of them that have not gone. */
  left(): V1Pod[] | null;
  /**
   * Whether the view holds every pod that there is. A watch without a position begins with what is there, pod by pod,
   * and does not say where that ends; a change that follows, or a list, does.
   */
  isWhole(): boolean;
}

/** A view that follows what a list or a watch says. */
export interface ChangingPodView extends PodView {
  /** A watch has begun, with whatever is there to follow. */
  begin(): void;
  /** A list has shown these pods, and no others are there. */
  replace(items: readonly V1Pod[]): void;
  /** A watch has told of a pod. */
  change(type: 'ADDED' | 'MODIFIED' | 'DELETED', pod: V1Pod): void;
  /** A watch has told something that can only follow the pods that were there at its beginning. */
  catchUp(): void;
}

/** Creates a view before anything has answered. */
export function createPodView(): ChangingPodView {
  let pods: Map<string, V1Pod> | null = null;
  const gone = new Set<string>();
  let whole = false;
  const put = (pod: V1Pod, isGone: boolean) => {
    const { uid = '' } = pod.metadata ?? {};
    if (isGone) gone.add(uid);
    pods ??= new Map();
    pods.set(uid, isGone ? asGone(pod) : pod);
  };
  return {
    pods: () => pods && [...pods.values()],
    left: () => pods && [...pods].flatMap(([uid, pod]) => (gone.has(uid) ? [] : [pod])),
    isWhole: () => whole,
    begin() {
      pods ??= new Map();
    },
    replace(items) {
      const before = [...(pods?.values() ?? [])];
      pods = new Map(items.map((pod) => [pod.metadata?.uid ?? '', pod]));
      for (const pod of before) if (!pods.has(pod.metadata?.uid ?? '')) put(pod, true);
      whole = true;
    },
    change: (type, pod) => put(pod, type === 'DELETED'),
    catchUp() {
      whole = true;
    },
  };
}

function asGone(pod: V1Pod): V1Pod {
  const deletionTimestamp = pod.metadata?.deletionTimestamp ?? new Date();
  return { ...pod, metadata: { ...pod.metadata, deletionTimestamp } };
}
