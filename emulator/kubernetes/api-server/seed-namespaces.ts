import type { ObjectStore } from '../seams.ts';

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** The namespaces that every cluster begins with, each with its service account `default`. */
export function seedNamespaces(store: ObjectStore): void {
  for (const name of namespaces) {
    store.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    // A controller of the world may have been faster.
    if (!store.read('serviceaccounts', name, 'default'))
      store.create('serviceaccounts', {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace: name },
      });
  }
}
