import type { KubernetesFaults } from '../../../scenarios/scenario.ts';
import { hasEnded, namespaceOf } from '../../api/pod-shapes.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import type { EventRecorder } from '../controller-runtime/event-recorder.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { createWorkQueue } from '../controller-runtime/work-queue.ts';
import { awaitsNode, bindTo, markUnschedulable, namedNodes, type Placement, placePod } from './place-pod.ts';
import { createScheduledPods, podKey } from './scheduled-pods.ts';

interface SchedulerParts {
  store: ObjectStore;
  timeline: Timeline;
  events: EventRecorder;
  faults: KubernetesFaults;
}

const source = { component: 'default-scheduler' };

/**
 * Binds pending pods to nodes. It tries again whenever a change of a node or a pod could make room. Returns a function
 * that stops it.
 */
export function startScheduler(parts: SchedulerParts): () => void {
  const { store, timeline, faults } = parts;
  const pods = createScheduledPods(store.list('pods'));
  const schedule = (key: string) => {
    const [namespace = '', name = ''] = key.split('/');
    const pod = store.read('pods', namespace, name);
    if (!pod || !awaitsNode(pod)) return;
    const nodes = namedNodes(pod)?.flatMap((node) => store.read('nodes', null, node) ?? []);
    const facts = { podsOn: pods.on, nodesFull: faults.nodesFull === true };
    // Only those that the pod names are looked at, as the scheduler does; the refusal of one that fits none counts them all.
    const placement = nodes && placePod(pod, { ...facts, nodes });
    const isPlaced = placement?.outcome === 'bind';
    carryOut(parts, pod, isPlaced ? placement : placePod(pod, { ...facts, nodes: store.list('nodes') }));
  };

  const queue = createWorkQueue(timeline, schedule);
  const addAllWaiting = () => {
    for (const key of pods.waiting()) queue.add(key);
  };
  addAllWaiting();
  return store.subscribe((change) => {
    const { type, resource, object } = change;
    if (resource === 'pods') pods.note(change);
    if (resource === 'pods' && type !== 'DELETED' && awaitsNode(object)) {
      // A modification can be the pod's own unschedulable condition, so it does not start a new attempt.
      if (type === 'ADDED') queue.add(podKey(object));
      return;
    }
    const makesRoom = resource === 'pods' && (type === 'DELETED' || hasEnded(object));
    if (makesRoom || (resource === 'nodes' && type !== 'DELETED')) addAllWaiting();
  });
}

function carryOut({ store, timeline, events }: SchedulerParts, pod: KubeObject, placement: Placement): void {
  const { name } = pod.metadata;
  const namespace = namespaceOf(pod.metadata);
  const at = timeline.timestamp();
  if (placement.outcome === 'unschedulable') {
    const { message } = placement;
    store.update('pods', namespace, name, (object) => markUnschedulable(object, message, at));
    events.record(pod, { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', message, source });
    return;
  }
  const { nodeName } = placement;
  store.update('pods', namespace, name, (object) => bindTo(object, nodeName, at));
  const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`;
  events.record(pod, { reason: 'Scheduled', action: 'Binding', message, source });
}
