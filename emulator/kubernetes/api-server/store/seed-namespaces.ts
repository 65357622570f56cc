import type { ObjectStore } from '../../api/seams.ts';

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** The namespaces that every cluster begins with, each with its service account `default`; no error if the world has made them. */
export function seedNamespaces(store: ObjectStore): void {
  for (const name of namespaces) {
    if (!store.read('namespaces', null, name))
      store.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    if (!store.read('serviceaccounts', name, 'default'))
      store.create('serviceaccounts', {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace: name },
      });
  }
}
