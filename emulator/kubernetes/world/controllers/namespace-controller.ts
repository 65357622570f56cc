import { namespacedResources } from '../../api/resource-definitions.ts';
import type { KubeObject, ObjectStore, Resource } from '../../api/seams.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { createWorkQueue } from '../controller-runtime/work-queue.ts';
import { writeRemains } from './namespace-conditions.ts';

const builtIn = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

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
    // Pods go first: what they mount or obey must be there until they have ended (OrderedNamespaceDeletion).
    deleteAll('pods', name);
    if (store.list('pods', name).length === 0) for (const resource of namespacedResources) deleteAll(resource, name);
    const left = namespacedResources.map((resource) => ({ resource, objects: store.list(resource, name) }));
    if (!store.read('namespaces', null, name)) return;
    store.update('namespaces', null, name, (object) => writeRemains(object, left, timeline.timestamp()));
    if (left.every(({ objects }) => objects.length === 0))
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

  for (const name of builtIn)
    if (!store.read('namespaces', null, name))
      store.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const { metadata } of store.list('namespaces')) furnish(metadata.name);
  return store.subscribe(({ type, resource, object }) => {
    if (resource === 'namespaces' && type !== 'DELETED') {
      // A pod may be created directly after its namespace, so the service account must exist at once.
      if (type === 'ADDED') sync(object.metadata.name);
      else queue.add(object.metadata.name);
    } else if (object.metadata.namespace && (type === 'DELETED' || object.metadata.deletionTimestamp))
      queue.add(object.metadata.namespace);
  });
}
