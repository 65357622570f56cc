import { z } from 'zod';
import { parseClusterId } from '../clusters/cluster-id.ts';
import type { ClusterEvent } from './cluster-event.ts';
import { type Envelope, withData } from './envelope.ts';

/**
 * The part of `data` of Microsoft.Resources events that we read. The claims are personal data: we read only the two ids
 * that tell whether this app itself wrote, and they are used for nothing else.
 */
const resourceData = z.object({
  resourceUri: z.string().optional().catch(undefined),
  operationName: z.string().optional().catch(undefined),
  authorization: z
    .object({ scope: z.string().optional().catch(undefined), action: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  claims: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

const objectIdClaim = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

/** Parses `Microsoft.Resources.ResourceWriteSuccess` and `ResourceDeleteSuccess` of AKS clusters and their pools. */
export function parseResourceChange(event: Envelope): ClusterEvent {
  const unknown = { kind: 'unknown', id: event.id, type: event.type } as const;
  const write = /^microsoft\.resources\.resourcewritesuccess$/i.test(event.type);
  const removal = /^microsoft\.resources\.resourcedeletesuccess$/i.test(event.type);
  if (!write && !removal) return unknown;
  return withData(event, resourceData, ({ resourceUri, operationName, authorization, claims }) => {
    // The same id stands in three places and the operation in two; what leaves one out, or empty, still says it.
    const ids = [resourceUri, event.subject, authorization?.scope];
    const about = ids.map((id) => parseClusterId(id ?? '')).find((found) => found !== null);
    const operation = /^microsoft\.containerservice\/managedclusters\/(agentpools\/)?(write|delete)$/i.test(
      operationName || authorization?.action || '',
    );
    if (about?.below !== '' || !operation) return unknown;
    const claimed = [claims?.['appid'], claims?.[objectIdClaim]];
    const principalIds = claimed.filter((id) => typeof id === 'string').map((id) => id.toLowerCase());
    const known = { id: event.id, at: event.at, cluster: about.cluster, principalIds };
    if (about.poolName) return { ...known, kind: write ? 'pool-written' : 'pool-deleted', poolName: about.poolName };
    return { ...known, kind: write ? 'cluster-written' : 'cluster-deleted' };
  });
}
