import type * as df from 'durable-functions';
import { sameCluster } from '../../shared/clusters/cluster-id.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { joinCalls } from '../../shared/plain/join-calls.ts';
import { poolChangedEvent } from '../../shared/runs/requests.ts';
import type { RunRecord } from '../../shared/runs/run-record.ts';
import { raiseUnlessUnknown } from '../durable-client/raise-unless-unknown.ts';
import { adapters } from '../wiring/app.ts';

/** A deployment writes many pools at once, and each write comes back as an event. */
const listOpenRuns = joinCalls(() => adapters.records.listOpenRuns());

/**
 * Wakes the runs that wait for this pool, or for the cluster (`poolName` null), so that they look now and not at the end of
 * their interval. A run that has just ended, or that never began, is no error.
 */
export async function wakeRuns(
  client: () => Promise<df.DurableClient>,
  cluster: ClusterReference,
  poolName: string | null,
): Promise<void> {
  for (const run of await listOpenRuns())
    if (sameCluster(run.cluster, cluster) && mayWait(run, poolName))
      await raiseUnlessUnknown(await client(), run.runId, poolChangedEvent);
}

/** Provisionings wait for what they make and remove, and a verification that opens a pool for the end of its quarantine. */
function mayWait({ kind, poolName, request }: RunRecord, changed: string | null): boolean {
  if (kind === 'provisioning') return changed === null || poolName === changed;
  return poolName === changed && request['liftQuarantine'] === true;
}
