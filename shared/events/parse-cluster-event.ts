import { z } from 'zod';
import { asRecord } from '../plain/as-record.ts';
import type { ClusterEvent } from './cluster-event.ts';
import { type Envelope, findCluster, malformed, parseMoment, withData } from './envelope.ts';
import { parseMaintenance } from './parse-maintenance.ts';
import { parseResourceChange } from './parse-resource-change.ts';

const text = z.string().catch('');
const moment = z.unknown().optional().transform(parseMoment);

const eventGridSchema = z
  .object({
    id: z.string().min(1),
    eventType: z.string(),
    topic: text,
    subject: text,
    eventTime: moment,
    data: z.unknown().optional(),
  })
  .transform(
    ({ id, eventType, topic, subject, eventTime, data }): Envelope => ({
      id,
      type: eventType,
      source: topic,
      subject,
      at: eventTime,
      data,
    }),
  );

/** `id`, `type`, `source` and `specversion` are required (CloudEvents 1.0, "Context Attributes"), all else is not. */
const cloudEventsSchema = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().min(1),
    type: z.string(),
    source: z.string(),
    subject: text,
    time: moment,
    data: z.unknown().optional(),
  })
  .transform(({ id, type, source, subject, time, data }): Envelope => ({ id, type, source, subject, at: time, data }));

/**
 * Parses one event of Event Grid. It never throws: a malformed event is a value, because after an exception Event Grid
 * would send the whole batch again and again. What an event leaves out makes it malformed only if it is not known
 * without it which cluster, or which pool, the event is about.
 *
 * Types: system topic `Microsoft.ContainerService`, `Microsoft.ResourceNotifications.ContainerServiceEventResources`
 * (preview) and `Microsoft.Resources` (subscription and resource-group topics).
 */
export function parseClusterEvent(raw: unknown): ClusterEvent {
  const schema = 'specversion' in asRecord(raw) ? cloudEventsSchema : eventGridSchema;
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return unreadable(raw, parsed.error.issues[0]?.message ?? 'not an event');
  const event = parsed.data;
  if (/^microsoft\.containerservice\./i.test(event.type)) return parseContainerService(event);
  if (/^microsoft\.resourcenotifications\.containerserviceeventresources\./i.test(event.type))
    return parseMaintenance(event);
  if (/^microsoft\.resources\./i.test(event.type)) return parseResourceChange(event);
  return { kind: 'unknown', id: event.id, type: event.type };
}

const poolData = z.object({ nodePoolName: z.string().regex(/^[a-z0-9]{1,12}$/i) });
/** A version that is told in another form is unknown: the notice holds without it. */
const version = z.string().min(1).max(40).nullable().catch(null);
const versionData = z.object({ kubernetesVersion: version });
const newVersionData = z.object({ latestSupportedKubernetesVersion: version });

function parseContainerService(event: Envelope): ClusterEvent {
  const cluster = findCluster([event.source, event.subject]);
  if (!cluster) return malformed(event, 'neither its topic nor its subject is a cluster');
  const known = { id: event.id, at: event.at, cluster };
  const name = event.type.slice(event.type.lastIndexOf('.') + 1).toLowerCase();
  switch (name) {
    case 'nodepoolrollingstarted':
    case 'nodepoolrollingsucceeded':
    case 'nodepoolrollingfailed': {
      const kind = rollingKinds[name];
      return withData(event, poolData, ({ nodePoolName }) => ({
        ...known,
        kind,
        poolName: nodePoolName.toLowerCase(),
      }));
    }
    case 'newkubernetesversionavailable':
      return withData(event, newVersionData, (data) => ({
        ...known,
        kind: 'new-kubernetes-version',
        latestSupported: data.latestSupportedKubernetesVersion,
      }));
    case 'clustersupportending':
    case 'clustersupportended': {
      const kind = name === 'clustersupportending' ? 'support-ending' : 'support-ended';
      return withData(event, versionData, ({ kubernetesVersion }) => ({
        ...known,
        kind,
        kubernetesVersion,
        ...{ endsAt: null, noticeId: null, status: null },
      }));
    }
    default:
      return { kind: 'unknown', id: event.id, type: event.type };
  }
}

const rollingKinds = {
  nodepoolrollingstarted: 'pool-rolling-started',
  nodepoolrollingsucceeded: 'pool-rolling-succeeded',
  nodepoolrollingfailed: 'pool-rolling-failed',
} as const;

function unreadable(raw: unknown, reason: string): ClusterEvent {
  const { id } = asRecord(raw);
  return { kind: 'malformed', id: typeof id === 'string' ? id : null, type: null, reason };
}
