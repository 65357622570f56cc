import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import { durations, type Timeline } from '../controller-runtime/timeline.ts';

const addonLabels = { 'addonmanager.kubernetes.io/mode': 'Reconcile', 'kubernetes.io/cluster-service': 'true' };

/** The classes that every AKS cluster has, even without a Kata pool. */
const addonClasses: KubeObject[] = [
  {
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: 'kata-vm-isolation', labels: addonLabels },
    handler: 'kata',
    overhead: { podFixed: { memory: '600Mi' } },
    scheduling: { nodeSelector: { 'kubernetes.azure.com/kata-vm-isolation': 'true' } },
  },
  {
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: 'runc', labels: addonLabels },
    handler: 'runc',
  },
];

/**
 * Does the work of AKS's addon manager: a deleted class returns in its next round. Returns a function that stops it.
 */
export function keepRuntimeClasses(store: ObjectStore, timeline: Timeline): () => void {
  const ensure = (object: KubeObject) => {
    if (!store.read('runtimeclasses', null, object.metadata.name)) store.create('runtimeclasses', object);
  };
  addonClasses.forEach(ensure);
  return store.subscribe(({ type, resource, object }) => {
    const ours = addonClasses.find(({ metadata }) => metadata.name === object.metadata.name);
    if (resource === 'runtimeclasses' && type === 'DELETED' && ours)
      timeline.platform(durations.addonReconcile, () => ensure(ours));
  });
}

/** The handlers that start a Kata guest (AgentBaker's containerd template). */
export const kataHandlers: readonly string[] = ['kata', 'kata-preview', 'kata-cc'];
