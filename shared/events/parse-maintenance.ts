import { z } from 'zod';
import { quote } from '../errors/quote.ts';
import { asRecord } from '../plain/as-record.ts';
import { parseJson } from '../plain/parse-json.ts';
import type { ClusterEvent } from './cluster-event.ts';
import { type Envelope, findCluster, malformed, parseMoment, withData } from './envelope.ts';

/** A text that may be missing; null for what is none. */
const text = z.string().min(1).nullable().catch(null);

/**
 * `data` of the preview's ScheduledEventEmitted. The JSON says `resourceInfo` where the SDK's types say
 * `resourceDetails`, so the raw JSON is parsed. Microsoft's own samples differ in what they hold.
 */
const maintenanceData = z.object({
  resourceInfo: z
    .object({
      id: text,
      name: text,
      properties: z
        .object({
          eventId: text,
          eventSource: text,
          eventStatus: text,
          description: text,
          eventDetails: z.unknown().optional(),
          lastUpdateTime: z.unknown().optional(),
          resources: z.array(z.unknown()).catch([]),
        })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  operationalInfo: z.object({ resourceEventTime: z.unknown().optional() }).optional().catch(undefined),
});

type ResourceInfo = NonNullable<z.output<typeof maintenanceData>['resourceInfo']>;
type Properties = NonNullable<ResourceInfo['properties']>;

/** What an event that leaves everything out tells. */
const nothing: Properties = {
  ...{ eventId: null, eventSource: null, eventStatus: null, description: null, resources: [] },
};

/**
 * Parses what AKS announces: maintenance, and the end of support of a Kubernetes version
 * (`Microsoft.ResourceNotifications.ContainerServiceEventResources.ScheduledEventEmitted`, preview; AKS, "Communication
 * Manager" and "End of support notifications"). The topic is a subscription, so the cluster is the one that the
 * resource's id, the subject or `resources` name.
 */
export function parseMaintenance(event: Envelope): ClusterEvent {
  return withData(event, maintenanceData, ({ resourceInfo, operationalInfo }) => {
    const properties = resourceInfo?.properties ?? nothing;
    const named = [resourceInfo?.id, event.subject, ...properties.resources];
    const cluster = findCluster(resourceInfo ? [...named, event.source] : named);
    if (!cluster) return malformed(event, 'neither data.resourceInfo nor its subject names a cluster');
    const at = event.at ?? parseMoment(operationalInfo?.resourceEventTime) ?? parseMoment(properties.lastUpdateTime);
    const known = { id: event.id, at, cluster };
    const announced = {
      noticeId: noticeIdOf(event, resourceInfo, properties),
      status: quote(properties.eventStatus ?? 'announced', 100),
    };
    if (/^EOLNotification$/i.test(properties.eventSource ?? ''))
      return { ...known, ...announced, ...parseEndOfSupport(properties) };
    const source = quote(properties.eventSource ?? 'AKS', 100);
    return {
      ...known,
      ...announced,
      kind: 'maintenance',
      source,
      description: quote(properties.description ?? '', 1000),
    };
  });
}

/**
 * Which announcement this is, over all its states: `eventId`, which is also the resource's name and the last part of its
 * id. The event's own id differs with every state.
 */
function noticeIdOf(event: Envelope, info: ResourceInfo | undefined, { eventId }: Properties): string {
  const lastPart = (info?.id ?? event.subject).split('/').at(-1);
  return eventId ?? info?.name ?? (lastPart || event.id);
}

/**
 * Which version, and whether its support has ended: `KubernetesVersionEOLTwoWeeks`, `…EOLOneWeek` or `…OutOfSupport`
 * stands in the description, and in older notices in the status. Details are an object, or one as JSON.
 */
function parseEndOfSupport({ description, eventStatus, eventDetails }: Properties) {
  const details = asRecord(parseJson(eventDetails) ?? eventDetails);
  const { kubernetesVersion, eolDate, daysUntilEOL } = details;
  const ended = [description, eventStatus].some((said) => /OutOfSupport/i.test(said ?? '')) || Number(daysUntilEOL) < 0;
  return {
    kind: ended ? ('support-ended' as const) : ('support-ending' as const),
    kubernetesVersion: typeof kubernetesVersion === 'string' && kubernetesVersion ? quote(kubernetesVersion, 40) : null,
    endsAt: parseMoment(eolDate),
  };
}
