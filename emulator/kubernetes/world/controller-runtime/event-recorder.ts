import { namespaceOf } from '../../api/pod-shapes.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import type { Identifiers } from './identifiers.ts';
import type { Timeline } from './timeline.ts';

export interface EventSource {
  component: string;
  host?: string;
}

export interface RecordedEvent {
  type?: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** Names the container, for example `spec.containers{probe}`. */
  fieldPath?: string;
  source: EventSource;
  /**
   * What the component was doing. Components that say so use events.k8s.io, whose events have `eventTime` alone: no
   * first and last time and no count, and a repeated one becomes a series (client-go/tools/events).
   */
  action?: string;
}

export interface EventRecorder {
  record(about: KubeObject, event: RecordedEvent): void;
}

/**
 * Creates a recorder of v1 Events. A repeated event increases the count of the first one
 * (client-go/tools/record/events_cache.go).
 */
export function createEventRecorder(store: ObjectStore, timeline: Timeline, identifiers: Identifiers): EventRecorder {
  const known = new Map<string, { namespace: string; name: string }>();
  return {
    record(about, event) {
      const namespace = namespaceOf(about.metadata);
      const home = store.read('namespaces', null, namespace);
      // As for every other object, nothing new is created in a namespace that is being deleted.
      if (!home || home.metadata.deletionTimestamp) return;
      const key = keyOf(about, event);
      const earlier = known.get(key);
      if (earlier && store.read('events', earlier.namespace, earlier.name)) {
        store.update('events', earlier.namespace, earlier.name, (object) =>
          event.action === undefined
            ? countAgain(object, timeline.timestamp())
            : continueSeries(object, microTime(timeline)),
        );
        return;
      }
      const name = `${about.metadata.name}.${identifiers.hex(16)}`;
      known.set(key, { namespace, name });
      store.create('events', {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name, namespace },
        involvedObject: referenceTo(about, event.fieldPath),
        reason: event.reason,
        message: event.message,
        type: event.type ?? 'Normal',
        ...(event.action === undefined
          ? countedFields(event.source, timeline.timestamp())
          : actionFields(event.source, event.action, microTime(timeline))),
      });
    },
  };
}

const microTime = (timeline: Timeline) => new Date(timeline.now()).toISOString().replace('Z', '000Z');

/** Events of an action are repeated only while their object stays as it is. */
function keyOf({ metadata }: KubeObject, { fieldPath, type, reason, message, source, action }: RecordedEvent): string {
  const what = action === undefined ? message : `${action} ${metadata.resourceVersion}`;
  return [metadata.uid, fieldPath, type, reason, what, source.component].join('|');
}

function referenceTo({ apiVersion, kind, metadata }: KubeObject, fieldPath: string | undefined) {
  return {
    kind,
    ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
    name: metadata.name,
    uid: metadata.uid,
    apiVersion,
    resourceVersion: metadata.resourceVersion,
    ...(fieldPath ? { fieldPath } : {}),
  };
}

const countedFields = (source: EventSource, now: string) => ({
  source,
  firstTimestamp: now,
  lastTimestamp: now,
  count: 1,
  eventTime: null,
  reportingComponent: source.component,
  reportingInstance: source.host ?? '',
});

const actionFields = ({ component }: EventSource, action: string, eventTime: string) => ({
  source: {},
  firstTimestamp: null,
  lastTimestamp: null,
  eventTime,
  action,
  reportingComponent: component,
  reportingInstance: `${component}-control-plane`,
});

function countAgain(event: KubeObject, now: string): void {
  event['count'] += 1;
  event['lastTimestamp'] = now;
}

/** The first event of a series counts too. */
function continueSeries(event: KubeObject, lastObservedTime: string): void {
  event['series'] = { count: (event['series']?.count ?? 1) + 1, lastObservedTime };
}
