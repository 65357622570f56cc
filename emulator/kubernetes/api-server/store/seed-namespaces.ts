import type { ObjectStore } from '../../api/seams.ts';

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/**
 * Creates the namespaces that every cluster has, each with its service account `default`. Does nothing for those that
 * already exist.
 */
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
