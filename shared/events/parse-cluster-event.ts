import { z } from 'zod';
import { parseClusterId } from '../clusters/cluster-id.ts';
import type { ClusterEvent } from './cluster-event.ts';
import { type Envelope, withData } from './envelope.ts';
import { parseMaintenance } from './parse-maintenance.ts';
import { parseResourceChange } from './parse-resource-change.ts';

const eventGridSchema = z
  .object({ id: z.string().min(1), eventType: z.string(), topic: z.string(), eventTime: z.string(), data: z.unknown() })
  .transform(
    ({ id, eventType, topic, eventTime, data }): Envelope => ({
      id,
      type: eventType,
      source: topic,
      at: eventTime,
      data,
    }),
  );

const cloudEventsSchema = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().min(1),
    type: z.string(),
    source: z.string(),
    time: z.string(),
    data: z.unknown(),
  })
  .transform(({ id, type, source, time, data }): Envelope => ({ id, type, source, at: time, data }));

/**
 * Parses one event of Event Grid. It never throws: a malformed event is a value, because after an exception Event Grid
 * would send the whole batch again and again.
 *
 * Types: system topic `Microsoft.ContainerService`, `Microsoft.ResourceNotifications.ContainerServiceEventResources`
 * (preview) and `Microsoft.Resources` (subscription and resource-group topics).
 */
export function parseClusterEvent(raw: unknown): ClusterEvent {
  const schema = isObject(raw) && 'specversion' in raw ? cloudEventsSchema : eventGridSchema;
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return malformed(raw, parsed.error.issues[0]?.message ?? 'not an event');
  const event = parsed.data;
  if (/^microsoft\.containerservice\./i.test(event.type)) return parseContainerService(event);
  if (/^microsoft\.resourcenotifications\.containerserviceeventresources\./i.test(event.type))
    return parseMaintenance(event);
  if (/^microsoft\.resources\./i.test(event.type)) return parseResourceChange(event);
  return { kind: 'unknown', id: event.id, type: event.type };
}

const poolData = z.object({ nodePoolName: z.string().regex(/^[a-z0-9]{1,12}$/i) });
const versionData = z.object({ kubernetesVersion: z.string().min(1).max(40) });
const newVersionData = z.object({ latestSupportedKubernetesVersion: z.string().max(40).nullish() });

function parseContainerService(event: Envelope): ClusterEvent {
  const topic = parseClusterId(event.source);
  if (topic?.below !== '')
    return { kind: 'malformed', id: event.id, type: event.type, reason: 'its topic is not a cluster' };
  const known = { id: event.id, at: event.at, cluster: topic.cluster };
  const name = event.type.slice(event.type.lastIndexOf('.') + 1);
  switch (name) {
    case 'NodePoolRollingStarted':
    case 'NodePoolRollingSucceeded':
    case 'NodePoolRollingFailed': {
      const kind = rollingKinds[name];
      return withData(event, poolData, ({ nodePoolName }) => ({
        ...known,
        kind,
        poolName: nodePoolName.toLowerCase(),
      }));
    }
    case 'NewKubernetesVersionAvailable':
      return withData(event, newVersionData, (data) => ({
        ...known,
        kind: 'new-kubernetes-version',
        latestSupported: data.latestSupportedKubernetesVersion ?? null,
      }));
    case 'ClusterSupportEnding':
    case 'ClusterSupportEnded': {
      const kind = name === 'ClusterSupportEnding' ? 'support-ending' : 'support-ended';
      return withData(event, versionData, ({ kubernetesVersion }) => ({ ...known, kind, kubernetesVersion }));
    }
    default:
      return { kind: 'unknown', id: event.id, type: event.type };
  }
}

const rollingKinds = {
  NodePoolRollingStarted: 'pool-rolling-started',
  NodePoolRollingSucceeded: 'pool-rolling-succeeded',
  NodePoolRollingFailed: 'pool-rolling-failed',
} as const;

function malformed(raw: unknown, reason: string): ClusterEvent {
  const id = isObject(raw) && typeof raw['id'] === 'string' ? raw['id'] : null;
  return { kind: 'malformed', id, type: null, reason };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
