import type { KubeObject } from '../../../api/seams.ts';
import { durations } from '../../controller-runtime/timeline.ts';
import { createWorkQueue } from '../../controller-runtime/work-queue.ts';
import {
  buildPod,
  claim,
  controlledBy,
  createPod,
  deletePod,
  isActive,
  isReady,
  type PodTemplate,
  type WorkloadParts,
  watchOwners,
  writeStatus,
} from '../owned-pods.ts';

export interface ReplicaSetSpec {
  replicas: number;
  selector: { matchLabels?: Record<string, string> };
  template: PodTemplate;
}

const source = { component: 'replicaset-controller' };

/** Keeps the number of pods of every ReplicaSet (pkg/controller/replicaset). Returns a function that stops it. */
export function startReplicaSetController(parts: WorkloadParts): () => void {
  const { store, timeline } = parts;
  const sync = (key: string) => {
    const [namespace = '', name = ''] = key.split('/');
    const set = store.read('replicasets', namespace, name);
    if (!set) return;
    claim(store, 'pods', set);
    const active = controlledBy(store, 'pods', set).filter(isActive);
    if (!set.metadata.deletionTimestamp && !keepNumber(parts, set, active))
      queue.add(key, timeline.platformMs(durations.backOff));
    writeStatus(store, 'replicasets', set, statusOf(set, controlledBy(store, 'pods', set).filter(isActive)));
  };
  const queue = createWorkQueue(timeline, sync);
  return watchOwners(store, 'replicasets', 'pods', (key) => queue.add(key));
}

/** Returns false when a pod was refused. */
function keepNumber(parts: WorkloadParts, set: KubeObject, active: KubeObject[]): boolean {
  const { replicas, template } = set['spec'] as ReplicaSetSpec;
  for (const pod of leastWorthFirst(active).slice(0, Math.max(0, active.length - replicas)))
    deletePod(parts, set, pod, source);
  for (let count = active.length; count < replicas; count++)
    if (!createPod(parts, set, buildPod(set, template), source)) return false;
  return true;
}

/** Pods without a node go first, then those that are not ready, then the youngest (controller.ActivePods). */
function leastWorthFirst(pods: KubeObject[]): KubeObject[] {
  const worth = (pod: KubeObject) => (pod['spec'].nodeName ? 1 : 0) + (isReady(pod) ? 1 : 0);
  const age = ({ metadata }: KubeObject) => metadata.creationTimestamp ?? '';
  return [...pods].sort((a, b) => worth(a) - worth(b) || (age(a) > age(b) ? -1 : 1));
}

function statusOf(set: KubeObject, active: KubeObject[]): Record<string, unknown> {
  const ready = active.filter(isReady).length;
  return {
    observedGeneration: set.metadata.generation,
    replicas: active.length,
    ...(active.length > 0 ? { fullyLabeledReplicas: active.length } : {}),
    ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
  };
}
