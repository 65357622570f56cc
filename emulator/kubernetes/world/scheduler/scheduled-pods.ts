import { hasEnded, namespaceOf, specOf } from '../../api/pod-shapes.ts';
import type { KubeObject, StoreChange } from '../../api/seams.ts';
import { awaitsNode } from './place-pod.ts';

/** The pods that the scheduler asks about, so that it need not look through those of a whole cluster for each one. */
export interface ScheduledPods {
  /** Takes in what has become of a pod. */
  note(change: Pick<StoreChange, 'type' | 'object'>): void;
  /** The keys of the pods that await a node, in the order of their coming. */
  waiting(): string[];
  /** The pods of a node that have not ended. */
  on(nodeName: string): KubeObject[];
}

/** The key of a pod: `<namespace>/<name>`. */
export const podKey = ({ metadata }: KubeObject): string => `${namespaceOf(metadata)}/${metadata.name}`;

export function createScheduledPods(pods: readonly KubeObject[]): ScheduledPods {
  const waiting = new Set<string>();
  const places = new Map<string, Map<string, KubeObject>>();
  const placeOf = new Map<string, string>();
  const forget = (key: string) => {
    const place = placeOf.get(key);
    if (place === undefined) return;
    placeOf.delete(key);
    const there = places.get(place);
    there?.delete(key);
    if (there?.size === 0) places.delete(place);
  };
  const note: ScheduledPods['note'] = ({ type, object }) => {
    const key = podKey(object);
    const { nodeName } = specOf(object);
    const isThere = type !== 'DELETED';
    if (isThere && awaitsNode(object)) waiting.add(key);
    else waiting.delete(key);
    forget(key);
    if (!isThere || !nodeName || hasEnded(object)) return;
    placeOf.set(key, nodeName);
    places.set(nodeName, (places.get(nodeName) ?? new Map<string, KubeObject>()).set(key, object));
  };
  for (const object of pods) note({ type: 'ADDED', object });
  return {
    note,
    waiting: () => [...waiting],
    on: (nodeName) => [...(places.get(nodeName)?.values() ?? [])],
  };
}
