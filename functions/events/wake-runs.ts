import type * as df from 'durable-functions';
import { sameCluster } from '../../shared/clusters/cluster-id.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { joinCalls } from '../../shared/plain/join-calls.ts';
import { poolChangedEvent } from '../../shared/runs/requests.ts';
import { raiseUnlessUnknown } from '../durable-client/raise-unless-unknown.ts';
import { adapters } from '../wiring/app.ts';

/** A deployment writes many pools at once, and each write comes back as an event. */
const listOpenRuns = joinCalls(() => adapters.records.listOpenRuns());

/**
 * Wakes the provisioning runs that wait for this pool, so that they poll now and not at the end of their interval. A
 * run that has just ended, or that never began, is no error.
 */
export async function wakeRuns(
  client: () => Promise<df.DurableClient>,
  cluster: ClusterReference,
  poolName: string,
): Promise<void> {
  for (const run of await listOpenRuns()) {
    const waits = run.kind === 'provisioning' && run.poolName === poolName && sameCluster(run.cluster, cluster);
    if (waits) await raiseUnlessUnknown(await client(), run.runId, poolChangedEvent);
  }
}
