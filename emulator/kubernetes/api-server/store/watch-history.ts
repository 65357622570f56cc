import type { KubeObject, Resource, StoreChange } from '../../api/seams.ts';
import { expired } from '../../api/status-errors.ts';

/** A change with what a filtered watch needs: an object that leaves its selector is DELETED for that watch. */
export interface RecordedChange extends StoreChange {
  resourceVersion: number;
  previous: KubeObject | null;
}

/** The recent changes of one cluster, as the watch cache keeps them. */
export interface WatchHistory {
  record(change: RecordedChange): void;
  /** Changes of a resource after `resourceVersion`. Throws StatusError Expired when some are forgotten. */
  since(resource: Resource, resourceVersion: number): RecordedChange[];
  /** Drops everything up to now, as etcd's compaction does. */
  compact(): void;
}

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
      // Trimming in slices keeps recording cheap.
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
