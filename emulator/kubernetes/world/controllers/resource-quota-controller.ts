import { formatQuantity } from '../../api/quantity.ts';
import type { ObjectStore } from '../../api/seams.ts';
import { usedAmounts } from '../admission/resource-quotas.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { createWorkQueue } from '../controller-runtime/work-queue.ts';

/**
 * Writes into every ResourceQuota what its namespace uses of it (pkg/controller/resourcequota). Returns a function that
 * stops it.
 */
export function startResourceQuotaController(store: ObjectStore, timeline: Timeline): () => void {
  const count = (namespace: string) => {
    const quotas = store.list('resourcequotas', namespace);
    if (quotas.length === 0) return;
    for (const counted of quotas) {
      const amounts = usedAmounts(counted, store);
      store.update('resourcequotas', namespace, counted.metadata.name, (quota) => {
        const hard: Record<string, string> = structuredClone(quota['spec']?.hard ?? {});
        const used = Object.keys(hard).map((name) => [name, formatQuantity(name, amounts[name] ?? 0)]);
        quota['status'] = { hard, used: Object.fromEntries(used) };
      });
    }
  };
  const queue = createWorkQueue(timeline, count);
  for (const { metadata } of store.list('resourcequotas')) queue.add(metadata.namespace ?? '');
  return store.subscribe(({ resource, object }) => {
    if (resource !== 'events' && object.metadata.namespace) queue.add(object.metadata.namespace);
  });
}
