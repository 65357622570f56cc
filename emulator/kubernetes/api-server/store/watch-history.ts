import type { KubeObject, Resource, StoreChange } from '../../api/seams.ts';
import { expired } from '../../api/status-errors.ts';

/**
 * A change with the previous object. A watch with a selector needs it, because an object that stops matching is DELETED
 * for that watch.
 */
export interface RecordedChange extends StoreChange {
  resourceVersion: number;
  previous: KubeObject | null;
}

/** The recent changes of one cluster, like the watch cache of a real API server. */
export interface WatchHistory {
  record(change: RecordedChange): void;
  /**
   * Returns the changes of a resource after `resourceVersion`. Throws StatusError Expired when some of them are gone.
   */
  since(resource: Resource, resourceVersion: number): RecordedChange[];
  /** Drops all changes so far, as etcd's compaction does. */
  compact(): void;
}

/** Creates a history that keeps at least the latest `capacity` changes. */
export function createWatchHistory(capacity: number): WatchHistory {
  let changes: RecordedChange[] = [];
  let forgottenUpTo = 0;
  const forget = (count: number) => {
    const dropped = changes.splice(0, count);
    forgottenUpTo = dropped.at(-1)?.resourceVersion ?? forgottenUpTo;
  };
  return {
    record(change) {
      changes.push(change);
      // Dropping many changes at once keeps recording cheap.
      if (changes.length > capacity * 1.25) forget(changes.length - capacity);
    },
    since(resource, resourceVersion) {
      if (resourceVersion < forgottenUpTo) throw expired(resourceVersion, forgottenUpTo);
      return changes.filter((change) => change.resource === resource && change.resourceVersion > resourceVersion);
    },
    compact() {
      forgottenUpTo = changes.at(-1)?.resourceVersion ?? forgottenUpTo;
      changes = [];
    },
  };
}
