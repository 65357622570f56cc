import type { Clock } from '../../../seams/clock.ts';
import type { PodTimes } from '../../../seams/cluster-record.ts';
import { hasEnded, statusOf } from '../../api/pod-shapes.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';

/** Pods that are remembered; older ones are dropped. */
const most = 10_000;

/**
 * Records when each pod of a store came, became ready and ended. Objects have times in whole seconds, which is too coarse
 * for whoever takes off what a pod took.
 */
export function recordPodTimes(store: Pick<ObjectStore, 'subscribe'>, clock: Clock): readonly PodTimes[] {
  const pods: PodTimes[] = [];
  const byUid = new Map<string, PodTimes>();
  store.subscribe(({ type, resource, object }) => {
    if (resource !== 'pods') return;
    const { uid = '', name, namespace = '' } = object.metadata;
    const known = byUid.get(uid) ?? { namespace, name, createdAtMs: clock.now(), readyAtMs: null, endedAtMs: null };
    if (!byUid.has(uid)) pods.push(known);
    byUid.set(uid, known);
    if (isReady(object)) known.readyAtMs ??= clock.now();
    if (type === 'DELETED' || hasEnded(object)) known.endedAtMs ??= clock.now();
    if (type === 'DELETED') byUid.delete(uid);
    if (pods.length > most) pods.splice(0, pods.length - most);
  });
  return pods;
}

const isReady = (pod: KubeObject) =>
  statusOf(pod)?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
