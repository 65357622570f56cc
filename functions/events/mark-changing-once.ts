import { markChanging } from '../../shared/activities/mark-changing.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { instanceKey } from '../../shared/clusters/keys.ts';
import { createRecentlyUsed } from '../../shared/plain/recently-used.ts';
import { adapters } from '../wiring/app.ts';

interface Mark {
  atMs: number;
  done: Promise<unknown>;
}

const mostRemembered = 10_000;

/**
 * The latest mark that this process has written for each pool. They are remembered only to save reads of the storage:
 * writing a mark twice does no harm.
 */
const marks = createRecentlyUsed<Mark>(mostRemembered);

/**
 * Marks that a pool is changing as of `at` (ISO 8601), unless this process has done so for this moment or a later one.
 * A mark has no effect on a proof that is younger than the mark, so an older event adds nothing. Idempotent; throws
 * coded errors of the storage.
 */
export async function markChangingOnce(cluster: ClusterReference, poolName: string, at: string): Promise<void> {
  const key = instanceKey(cluster, poolName);
  const atMs = Date.parse(at);
  let mark = marks.get(key);
  if (!mark || !(atMs <= mark.atMs)) {
    const made: Mark = { atMs, done: markChanging(adapters.postures, cluster, poolName, at) };
    made.done.catch(() => {
      if (marks.get(key) === made) marks.delete(key);
    });
    marks.set(key, made);
    mark = made;
  }
  await mark.done;
}
