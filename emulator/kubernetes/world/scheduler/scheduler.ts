import type { KubernetesFaults } from '../../../scenarios/scenario.ts';
import { hasEnded, namespaceOf } from '../../api/pod-shapes.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import type { EventRecorder } from '../controller-runtime/event-recorder.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { createWorkQueue } from '../controller-runtime/work-queue.ts';
import { awaitsNode, bindTo, markUnschedulable, type Placement, placePod } from './place-pod.ts';

interface SchedulerParts {
  store: ObjectStore;
  timeline: Timeline;
  events: EventRecorder;
  faults: KubernetesFaults;
}

const source = { component: 'default-scheduler' };
const keyOf = ({ metadata }: KubeObject) => `${namespaceOf(metadata)}/${metadata.name}`;

/**
 * Binds pending pods to nodes. It tries again whenever a change of a node or a pod could make room. Returns a function
 * that stops it.
 */
export function startScheduler(parts: SchedulerParts): () => void {
  const { store, timeline, faults } = parts;
  const schedule = (key: string) => {
    const [namespace = '', name = ''] = key.split('/');
    const pod = store.read('pods', namespace, name);
    if (!pod || !awaitsNode(pod)) return;
    const facts = { nodes: store.list('nodes'), pods: store.list('pods'), nodesFull: faults.nodesFull === true };
    carryOut(parts, pod, placePod(pod, facts));
  };

  const queue = createWorkQueue(timeline, schedule);
  const addAllWaiting = () => {
    for (const pod of store.list('pods').filter(awaitsNode)) queue.add(keyOf(pod));
  };
  addAllWaiting();
  return store.subscribe(({ type, resource, object }) => {
    if (resource === 'pods' && type !== 'DELETED' && awaitsNode(object)) {
      // A modification can be the pod's own unschedulable condition, so it does not start a new attempt.
      if (type === 'ADDED') queue.add(keyOf(object));
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
