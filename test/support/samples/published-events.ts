import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterReference } from '../../../shared/clusters/cluster-reference.ts';

const id = '77777777-7777-4777-8777-777777777777';

/** Events as Microsoft's documentation prints them (each file names its page), with what stands in braces filled in. */
export function readPublishedEvents(
  name: 'aks' | 'subscriptions' | 'container-service-resources',
  { subscriptionId, resourceGroup, name: cluster }: ClusterReference,
): Record<string, unknown>[] {
  const text = readFileSync(join(import.meta.dirname, 'event-grid', `${name}.json`), 'utf8');
  const values: Record<string, string> = {
    ...{ '{subscription-id}': subscriptionId, '{resource-group}': resourceGroup, '{rg-name}': resourceGroup },
    ...{ '{cluster}': cluster, '{managedcluster-name}': cluster },
    ...{ '{event-id}': 'bbe82027-0444-4f73-897a-0bbfe3af66f1', '{storage-name}': 'account', '{namespace}': 'hubs' },
  };
  const filled = text.replaceAll(/\{[A-Za-z-]+\}/g, (placeholder) => values[placeholder] ?? id);
  return (JSON.parse(filled) as { events: Record<string, unknown>[] }).events;
}
