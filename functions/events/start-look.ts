import type * as df from 'durable-functions';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { instanceKey } from '../../shared/clusters/keys.ts';
import { quietWindow } from '../../shared/events/quiet-window.ts';
import type { ChangesInput } from '../../shared/workflow/changes/prove-changes.ts';
import { settings } from '../app.ts';
import { startUnlessRunning } from '../durable-client/start-unless-running.ts';

/** Looks that this process has asked for. Only spares calls: another host, or this one after a restart, asks again. */
const asked = new Map<string, Promise<unknown>>();

/** Windows end; far more than are open at once is forgotten altogether. */
const mostRemembered = 10_000;

/**
 * Asks for one look at a pool, or at a whole cluster (null), for all events of its quiet time: the look is an
 * orchestration whose id follows from subject and window, so that any number of events start it once.
 */
export async function startLook(
  client: df.DurableClient,
  cluster: ClusterReference,
  poolName: string | null,
): Promise<void> {
  const nowMs = Date.now();
  const subject = poolName === null ? `cluster-${instanceKey(cluster)}` : `pool-${instanceKey(cluster, poolName)}`;
  const { id, lookAtMs } = quietWindow(subject, nowMs, settings.quietMs);
  if (asked.size > mostRemembered) asked.clear();
  let started = asked.get(id);
  if (!started) {
    const { workflow: options } = settings;
    const input: ChangesInput = { cluster, poolName, waitMs: lookAtMs - nowMs, quietUntil: lookAtMs, options };
    started = startUnlessRunning(client, 'proveChanges', id, input);
    asked.set(id, started);
    started.catch(() => asked.delete(id));
  }
  await started;
}
