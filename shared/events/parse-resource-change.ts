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

const types = /^microsoft\.resources\.resource(write|delete|action)success$/;

/**
 * What can change the machines of a pool ("Azure permissions for Containers"). Actions are requests by POST. The two on a
 * cluster bring all its nodes up anew, as many as before and with the same image.
 */
const operations =
  /^microsoft\.containerservice\/managedclusters\/(write|delete|(start|rotateclustercertificates)\/action|agentpools\/(write|delete|(upgradenodeimageversion|deletemachines)\/action))$/;

/**
 * Parses `Microsoft.Resources.ResourceWriteSuccess`, `ResourceDeleteSuccess` and `ResourceActionSuccess` of AKS clusters
 * and their pools ("Azure subscription as an Event Grid source").
 */
export function parseResourceChange(event: Envelope): ClusterEvent {
  const unknown = { kind: 'unknown', id: event.id, type: event.type } as const;
  const how = types.exec(event.type.toLowerCase())?.[1];
  if (how === undefined) return unknown;
  return withData(event, resourceData, ({ resourceUri, operationName, authorization, claims }) => {
    // The same id stands in three places and the operation in two; what leaves one out, or empty, still says it.
    const ids = [resourceUri, event.subject, authorization?.scope];
    const about = ids.map((id) => parseClusterId(id ?? '')).find((found) => found !== null);
    const operation = operations.exec((operationName || authorization?.action || '').toLowerCase());
    if (about?.below !== '' || !operation) return unknown;
    const claimed = [claims?.['appid'], claims?.[objectIdClaim]];
    const principalIds = claimed.filter((id) => typeof id === 'string').map((id) => id.toLowerCase());
    const known = { id: event.id, at: event.at, cluster: about.cluster, principalIds };
    const what = how === 'delete' ? 'deleted' : 'written';
    if (about.poolName) return { ...known, kind: `pool-${what}`, poolName: about.poolName };
    return { ...known, kind: how === 'action' && operation[2] ? 'cluster-restarted' : `cluster-${what}` };
  });
}
