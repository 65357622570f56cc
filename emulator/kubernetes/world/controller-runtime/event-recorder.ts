import { namespaceOf } from '../../api/pod-shapes.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import type { Identifiers } from './identifiers.ts';
import type { Timeline } from './timeline.ts';

export interface EventSource {
  component: string;
  host?: string;
}

export interface EventRecorder {
  /** Records an event. `fieldPath` names the container, for example `spec.containers{probe}`. */
  record(
    about: KubeObject,
    event: { type?: 'Normal' | 'Warning'; reason: string; message: string; fieldPath?: string; source: EventSource },
  ): void;
}

/**
 * Creates a recorder of v1 Events. A repeated event increases the count of the first one
 * (client-go/tools/record/events_cache.go).
 */
export function createEventRecorder(store: ObjectStore, timeline: Timeline, identifiers: Identifiers): EventRecorder {
  const known = new Map<string, { namespace: string; name: string }>();
  return {
    record(about, { type = 'Normal', reason, message, fieldPath, source }) {
      const namespace = namespaceOf(about.metadata);
      const home = store.read('namespaces', null, namespace);
      // As for every other object, nothing new is created in a namespace that is being deleted.
      if (!home || home.metadata.deletionTimestamp) return;
      const key = [about.metadata.uid, fieldPath, type, reason, message, source.component].join('|');
      const now = timeline.timestamp();
      const earlier = known.get(key);
      if (earlier && store.read('events', earlier.namespace, earlier.name)) {
        store.update('events', earlier.namespace, earlier.name, (event) => {
          event['count'] += 1;
          event['lastTimestamp'] = now;
        });
        return;
      }
      const name = `${about.metadata.name}.${identifiers.hex(16)}`;
      known.set(key, { namespace, name });
      store.create('events', {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name, namespace },
        involvedObject: {
          kind: about.kind,
          ...(about.metadata.namespace ? { namespace: about.metadata.namespace } : {}),
          name: about.metadata.name,
          uid: about.metadata.uid,
          apiVersion: about.apiVersion,
          resourceVersion: about.metadata.resourceVersion,
          ...(fieldPath ? { fieldPath } : {}),
        },
        reason,
        message,
        source,
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1,
        type,
        eventTime: null,
        reportingComponent: source.component,
        reportingInstance: source.host ?? '',
      });
    },
  };
}
