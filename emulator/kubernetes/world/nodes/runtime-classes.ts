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

/** The part of AKS's addon manager that keeps the classes. */
export interface AddonManager {
  /** Installs in its next round what is missing, as after an update of the cluster. */
  reconcile(): void;
  stop(): void;
}

/**
 * Does the work of AKS's addon manager: a deleted class returns in its next round. With `withoutKata` the cluster is an
 * old one, which gets the class of Kata only by an update (`az aks update`).
 */
export function keepRuntimeClasses(store: ObjectStore, timeline: Timeline, withoutKata = false): AddonManager {
  const ensure = (object: KubeObject) => {
    if (!store.read('runtimeclasses', null, object.metadata.name)) store.create('runtimeclasses', object);
  };
  let kept = withoutKata ? addonClasses.filter(({ handler }) => handler !== 'kata') : addonClasses;
  kept.forEach(ensure);
  const stop = store.subscribe(({ type, resource, object }) => {
    const ours = kept.find(({ metadata }) => metadata.name === object.metadata.name);
    if (resource === 'runtimeclasses' && type === 'DELETED' && ours)
      timeline.platform(durations.addonReconcile, () => ensure(ours));
  });
  const reconcile = () => {
    kept = addonClasses;
    timeline.platform(durations.addonReconcile, () => kept.forEach(ensure));
  };
  return { reconcile, stop };
}

/** The handlers that start a Kata guest (AgentBaker's containerd template). */
export const kataHandlers: readonly string[] = ['kata', 'kata-preview', 'kata-cc'];
