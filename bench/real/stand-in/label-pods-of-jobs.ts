import type { ObjectStore } from '../../../emulator/kubernetes/api/seams.ts';
import { type ApiClient, mergePatch } from '../api-server/api-client.ts';

/** Since this version the controller of Jobs names the Job in a label of its pods that has a prefix. */
const labelsSince = [1, 27] as const;

/** Labels the pods of Jobs as later versions do, where the server is older. Returns what stops it. */
export function labelPodsOfJobs(client: ApiClient, store: ObjectStore, version: string): () => void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > labelsSince[0] || (major === labelsSince[0] && minor >= labelsSince[1])) return () => undefined;
  return store.subscribe(({ type, resource, object }) => {
    const { name, namespace, labels, ownerReferences } = object.metadata;
    const owner = ownerReferences?.find(({ kind }) => kind === 'Job');
    if (type !== 'ADDED' || resource !== 'pods' || !owner) return;
    const named = { 'batch.kubernetes.io/job-name': owner.name, 'batch.kubernetes.io/controller-uid': owner.uid };
    const patch = { metadata: { labels: { ...labels, ...named } } };
    void client.call('PATCH', `/api/v1/namespaces/${namespace}/pods/${name}`, patch, mergePatch).catch(() => undefined);
  });
}
