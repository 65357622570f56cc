import { z } from 'zod';
import { parseClusterId } from '../clusters/cluster-id.ts';
import { quote } from '../errors/quote.ts';
import type { ClusterEvent } from './cluster-event.ts';
import { type Envelope, withData } from './envelope.ts';

/**
 * `data` of the preview's ScheduledEventEmitted. The JSON says `resourceInfo` where the SDK's types say
 * `resourceDetails`, so the raw JSON is parsed.
 */
const maintenanceData = z.object({
  resourceInfo: z.object({
    id: z.string(),
    properties: z.object({
      eventSource: z.string().max(100),
      eventStatus: z.string().max(100),
      description: z.string().nullish(),
    }),
  }),
});

/**
 * Parses AKS maintenance and end-of-life notices (`Microsoft.ResourceNotifications.ContainerServiceEventResources`,
 * preview).
 */
export function parseMaintenance(event: Envelope): ClusterEvent {
  return withData(event, maintenanceData, ({ resourceInfo }) => {
    const about = parseClusterId(resourceInfo.id);
    if (!about || !/^(scheduledEvents\/[^/]*)?$/i.test(about.below))
      return { kind: 'malformed', id: event.id, type: event.type, reason: 'data.resourceInfo.id: names no cluster' };
    const { eventSource, eventStatus, description } = resourceInfo.properties;
    return {
      kind: 'maintenance',
      id: event.id,
      at: event.at,
      cluster: about.cluster,
      source: eventSource,
      status: eventStatus,
      description: quote(description ?? '', 1000),
    };
  });
}
