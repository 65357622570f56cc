import type { KubeObject, ObjectStore, Resource } from '../../api/seams.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { createWorkQueue } from '../controller-runtime/work-queue.ts';

const contents: Resource[] = [
  'jobs',
  'pods',
  'serviceaccounts',
  'configmaps',
  'secrets',
  'resourcequotas',
  'limitranges',
  'events',
];
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
  const empty = (namespace: KubeObject) => {
    const { name } = namespace.metadata;
    for (const resource of contents)
      for (const { metadata } of store.list(resource, name))
        if (!metadata.deletionTimestamp && store.read(resource, name, metadata.name))
          store.requestDeletion(resource, name, metadata.name);
    const left = contents.some((resource) => store.list(resource, name).length > 0);
    if (!left)
      store.update('namespaces', null, name, (object) => {
        object['spec'] = { ...object['spec'], finalizers: [] };
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
    } else if (type === 'DELETED' && object.metadata.namespace) queue.add(object.metadata.namespace);
  });
}
