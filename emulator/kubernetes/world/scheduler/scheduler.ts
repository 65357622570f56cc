import type { KubernetesFaults } from '../../../scenarios/scenario.ts';
import { hasEnded, namespaceOf, requestsOf, setCondition, specOf, statusOf } from '../../api/pod-shapes.ts';
import { amountOf } from '../../api/quantity.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import type { EventRecorder } from '../controller-runtime/event-recorder.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { createWorkQueue } from '../controller-runtime/work-queue.ts';
import { explainRefusals, fitNode } from './fit-node.ts';

const source = { component: 'default-scheduler' };

/** Binds pending pods to nodes; tries again whenever a node or a pod changes that could make room. */
export function startScheduler(options: {
  store: ObjectStore;
  timeline: Timeline;
  events: EventRecorder;
  faults: KubernetesFaults;
}): () => void {
  const { store, timeline, events, faults } = options;
  const waiting = (pod: KubeObject) =>
    !specOf(pod).nodeName &&
    !pod.metadata.deletionTimestamp &&
    !hasEnded(pod) &&
    specOf(pod).schedulerName === 'default-scheduler' &&
    (specOf(pod).schedulingGates ?? []).length === 0;

  const bind = (pod: KubeObject, node: KubeObject) => {
    const { name } = pod.metadata;
    const namespace = namespaceOf(pod.metadata);
    store.update('pods', namespace, name, (object) => {
      object['spec'].nodeName = node.metadata.name;
      const status = statusOf(object);
      status.conditions ??= [];
      setCondition(status.conditions, { type: 'PodScheduled', status: 'True' }, timeline.timestamp());
      for (const condition of status.conditions)
        if (condition.type === 'PodScheduled') {
          delete condition.reason;
          delete condition.message;
        }
    });
    events.record(pod, {
      reason: 'Scheduled',
      message: `Successfully assigned ${namespace}/${name} to ${node.metadata.name}`,
      source,
    });
  };
  const giveUp = (pod: KubeObject, message: string) => {
    store.update('pods', namespaceOf(pod.metadata), pod.metadata.name, (object) => {
      const status = statusOf(object);
      status.conditions ??= [];
      const condition = { type: 'PodScheduled', status: 'False' as const, reason: 'Unschedulable', message };
      setCondition(status.conditions, condition, timeline.timestamp());
    });
    events.record(pod, { type: 'Warning', reason: 'FailedScheduling', message, source });
  };
  const schedule = (key: string) => {
    const [namespace = '', name = ''] = key.split('/');
    const pod = store.read('pods', namespace, name);
    if (!pod || !waiting(pod)) return;
    const nodes = store.list('nodes');
    const running = store.list('pods').filter((other) => specOf(other).nodeName && !hasEnded(other));
    const byNode = Map.groupBy(running, (other) => specOf(other).nodeName);
    const onNode = (node: KubeObject) => byNode.get(node.metadata.name) ?? [];
    const judged = nodes.map((node) => ({
      node,
      refusal: fitNode(specOf(pod), node, onNode(node), faults.nodesFull === true),
    }));
    const fitting = judged.filter(({ refusal }) => refusal === null).map(({ node }) => node);
    const [best] = fitting.sort((a, b) => loadOf(a, onNode(a)) - loadOf(b, onNode(b)));
    if (best) bind(pod, best);
    else giveUp(pod, explainRefusals(judged.flatMap(({ refusal }) => refusal ?? [])));
  };

  const queue = createWorkQueue(timeline, schedule);
  const addAllWaiting = () => {
    for (const { metadata } of store.list('pods').filter(waiting))
      queue.add(`${namespaceOf(metadata)}/${metadata.name}`);
  };
  addAllWaiting();
  return store.subscribe(({ type, resource, object }) => {
    if (resource === 'pods' && type !== 'DELETED' && waiting(object)) {
      // Its own unschedulable condition is no news.
      if (type === 'ADDED') queue.add(`${namespaceOf(object.metadata)}/${object.metadata.name}`);
      return;
    }
    const makesRoom = resource === 'pods' && (type === 'DELETED' || hasEnded(object));
    if (makesRoom || (resource === 'nodes' && type !== 'DELETED')) addAllWaiting();
  });
}

/** Share of a node's memory and CPU that is taken: the emptiest node is preferred. */
function loadOf(node: KubeObject, pods: KubeObject[]): number {
  const allocatable = (node['status']?.allocatable ?? {}) as Record<string, string>;
  const share = (resource: string) =>
    pods.reduce((sum, pod) => sum + (requestsOf(pod)[resource] ?? 0), 0) / (amountOf(allocatable[resource]) || 1);
  return share('cpu') + share('memory');
}
