import type * as df from 'durable-functions';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { instanceKey } from '../../shared/clusters/keys.ts';
import { quietWindow } from '../../shared/events/quiet-window.ts';
import { createRecentlyUsed } from '../../shared/plain/recently-used.ts';
import type { RunOrigin } from '../../shared/runs/run-origin.ts';
import type { ChangesInput } from '../../shared/workflow/changes/prove-changes.ts';
import { startUnlessRunning } from '../durable-client/start-unless-running.ts';
import { settings } from '../wiring/app.ts';
import { readWorkflowOptions } from '../wiring/workflow-options.ts';

/** Quiet windows end, and their entries are never read again. */
const mostRemembered = 10_000;

/**
 * The looks that this process has started. They are remembered only to save calls to Durable: another host, or this one
 * after a restart, starts the look again, which has no effect.
 */
const asked = createRecentlyUsed<Promise<unknown>>(mostRemembered);

/**
 * Starts one look at a pool, or at a whole cluster (`poolName` null), for all events of its quiet time. The look is an
 * orchestration whose id follows from the subject and the window, so any number of events start it once. Throws when
 * Durable does not answer.
 */
export async function startLook(
  client: () => Promise<df.DurableClient>,
  cluster: ClusterReference,
  poolName: string | null,
  startedBy: RunOrigin,
): Promise<void> {
  const nowMs = Date.now();
  const subject = poolName === null ? `cluster-${instanceKey(cluster)}` : `pool-${instanceKey(cluster, poolName)}`;
  const { id, lookAtMs } = quietWindow(subject, nowMs, settings.quietMs);
  let started = asked.get(id);
  if (!started) {
    const order = { cluster, poolName, waitMs: lookAtMs - nowMs, quietUntil: lookAtMs, startedBy };
    started = client().then((opened) => startOrdered(opened, id, order));
    asked.set(id, started);
    started.catch(() => asked.delete(id));
  }
  await started;
}

async function startOrdered(client: df.DurableClient, id: string, order: Omit<ChangesInput, 'options'>): Promise<void> {
  const input: ChangesInput = { ...order, options: await readWorkflowOptions(client) };
  await startUnlessRunning(client, 'proveChanges', id, input);
}
