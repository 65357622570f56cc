import { hasEnded, specOf } from '../../api/pod-shapes.ts';
import { namespacedResources } from '../../api/resource-definitions.ts';
import type { KubeObject, ObjectStore, Resource } from '../../api/seams.ts';
import { durations, type Timeline } from '../controller-runtime/timeline.ts';
import { createWorkQueue } from '../controller-runtime/work-queue.ts';
import { writeRemains } from './namespace-conditions.ts';

const builtIn = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/**
 * Milliseconds until the controller looks again at a namespace with something left: it is told of none of it, and guesses
 * by the grace periods of the pods (namespace_controller.go: ResourcesRemainingError).
 */
function nextLookMs(pods: KubeObject[]): number {
  const graces = pods.filter((pod) => !hasEnded(pod)).map((pod) => specOf(pod).terminationGracePeriodSeconds ?? 30);
  return (Math.floor(Math.max(0, ...graces) / 2) + 1) * 1000;
}

/** Has `look` called with a name after a time. Of two that are to come the earlier one counts (client-go's delaying queue). */
function createLooks(timeline: Timeline, look: (name: string) => void): (emulatedMs: number, name: string) => void {
  const next = new Map<string, { atMs: number; cancel: () => void }>();
  return (emulatedMs, name) => {
    const atMs = timeline.now() + timeline.platformMs(emulatedMs);
    const other = next.get(name);
    if (other && other.atMs <= atMs) return;
    other?.cancel();
    const cancel = timeline.platform(emulatedMs, () => {
      next.delete(name);
      look(name);
    });
    next.set(name, { atMs, cancel });
  };
}

/**
 * Empties namespaces that are being deleted, and creates a service account and the cluster's CA in new ones. Returns a
 * function that stops it.
 */
export function startNamespaceController(
  store: ObjectStore,
  timeline: Timeline,
  certificateAuthority: string,
): () => void {
  const furnish = (namespace: string) => {
    if (!store.read('serviceaccounts', namespace, 'default'))
      store.create('serviceaccounts', {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace },
      });
    if (!store.read('configmaps', namespace, 'kube-root-ca.crt'))
      store.create('configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'kube-root-ca.crt',
          namespace,
          annotations: {
            'kubernetes.io/description':
              'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc.',
          },
        },
        data: { 'ca.crt': certificateAuthority },
      });
  };
  const deleteAll = (resource: Resource, namespace: string) => {
    for (const { metadata } of store.list(resource, namespace))
      if (!metadata.deletionTimestamp && store.read(resource, namespace, metadata.name))
        store.requestDeletion(resource, namespace, metadata.name, { propagationPolicy: 'Background' });
  };
  const empty = (namespace: KubeObject) => {
    const { name } = namespace.metadata;
    const waitMs = nextLookMs(store.list('pods', name));
    // Pods go first: what they mount or obey must be there until they have ended (OrderedNamespaceDeletion).
    deleteAll('pods', name);
    if (store.list('pods', name).length === 0) for (const resource of namespacedResources) deleteAll(resource, name);
    const left = namespacedResources.map((resource) => ({ resource, objects: store.list(resource, name) }));
    if (!store.read('namespaces', null, name)) return;
    store.update('namespaces', null, name, (object) => writeRemains(object, left, timeline.timestamp()));
    if (left.some(({ objects }) => objects.length > 0)) lookAfter(waitMs, name);
    else
      store.update('namespaces', null, name, (object) => {
        const finalizers: string[] = object['spec']?.finalizers ?? [];
        object['spec'] = { ...object['spec'], finalizers: finalizers.filter((each) => each !== 'kubernetes') };
      });
  };
  const sync = (name: string) => {
    const namespace = store.read('namespaces', null, name);
    if (!namespace) return;
    if (namespace.metadata.deletionTimestamp) empty(namespace);
    else furnish(name);
  };
  const queue = createWorkQueue(timeline, sync);
  const lookAfter = createLooks(timeline, queue.add);

  for (const name of builtIn)
    if (!store.read('namespaces', null, name))
      store.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const { metadata } of store.list('namespaces')) furnish(metadata.name);
  return store.subscribe(({ type, resource, object }) => {
    const { name, namespace, deletionTimestamp } = object.metadata;
    if (resource === 'namespaces' && type !== 'DELETED') {
      // A pod may be created directly after its namespace, so the service account must exist at once.
      if (type === 'ADDED') sync(name);
      else if (deletionTimestamp) lookAfter(durations.namespaceDeletionGrace, name);
      else queue.add(name);
    } else if (namespace && type === 'DELETED') {
      const home = store.read('namespaces', null, namespace);
      if (!home?.metadata.deletionTimestamp) queue.add(namespace);
    }
  });
}
