import { z } from 'zod';
import { parseClusterId } from '../clusters/cluster-id.ts';
import type { ClusterEvent } from './cluster-event.ts';
import { type Envelope, withData } from './envelope.ts';

/**
 * `data` of Microsoft.Resources events, as far as we read it. Of the claims (personal data) only the two ids are looked
 * at that tell whether the writer was this app itself; they go no further than the decision.
 */
const resourceData = z.object({
  resourceUri: z.string(),
  operationName: z.string(),
  claims: z.record(z.string(), z.unknown()).optional(),
});

const objectIdClaim = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

/** `Microsoft.Resources.ResourceWriteSuccess` and its like, for AKS clusters and their pools. */
export function parseResourceChange(event: Envelope): ClusterEvent {
  const unknown = { kind: 'unknown', id: event.id, type: event.type } as const;
  const write = /^microsoft\.resources\.resourcewritesuccess$/i.test(event.type);
  const removal = /^microsoft\.resources\.resourcedeletesuccess$/i.test(event.type);
  if (!write && !removal) return unknown;
  return withData(event, resourceData, ({ resourceUri, operationName, claims }) => {
    const about = parseClusterId(resourceUri);
    const operation = /^microsoft\.containerservice\/managedclusters\/(agentpools\/)?(write|delete)$/i.test(
      operationName,
    );
    if (about?.below !== '' || !operation) return unknown;
    const ids = [claims?.['appid'], claims?.[objectIdClaim]];
    const principalIds = ids.filter((id) => typeof id === 'string').map((id) => id.toLowerCase());
    const known = { id: event.id, at: event.at, cluster: about.cluster, principalIds };
    if (about.poolName) return { ...known, kind: write ? 'pool-written' : 'pool-deleted', poolName: about.poolName };
    return { ...known, kind: write ? 'cluster-written' : 'cluster-deleted' };
  });
}
