import * as df from 'durable-functions';
import { checkCluster } from '../../shared/api/check-cluster.ts';
import { checkNewCluster } from '../../shared/api/check-new-cluster.ts';
import { startProvisioning } from '../../shared/api/operations/runs.ts';
import { refuseIf } from '../../shared/api/refuse-if.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import type { PoolSpec } from '../../shared/clusters/pool-spec.ts';
import { judgePoolRequest } from '../../shared/preflight/judge-pool-request.ts';
import { judgePoolVersion } from '../../shared/preflight/judge-pool-version.ts';
import type { ProvisioningInput } from '../../shared/runs/requests.ts';
import { adapters, settings } from '../wiring/app.ts';
import { refuseOutside } from './refuse-outside.ts';
import { serve } from './serve.ts';
import { startRun } from './start-run.ts';

serve(
  startProvisioning,
  async (call) => {
    const { cluster, nodePool, newCluster, cleanup, preflight } = call.body;
    refuseOutside(cluster);
    refuseIf(judgePoolRequest(nodePool, null));
    if (newCluster) await checkNewCluster(adapters, cluster, newCluster);
    else await checkPlace(cluster, nodePool);
    const asked = { kind: 'provisioning', cluster, cleanup, poolName: nodePool.name } as const;
    const run = { ...asked, ...(newCluster && { createdCluster: false }), request: { ...call.body } };
    return startRun(call, run, 'provisionAndProve', (runId, options): ProvisioningInput => {
      const given = { runId, cluster, pool: nodePool, ...(newCluster && { newCluster }), cleanup, preflight };
      return { ...given, policy: settings.sandboxPolicy, options };
    });
  },
  [df.input.durableClient()],
);

/** Throws HttpError where the cluster that is there could have no such pool. */
async function checkPlace(cluster: ClusterReference, nodePool: PoolSpec): Promise<void> {
  const facts = await checkCluster(adapters, cluster);
  refuseIf(facts && judgePoolVersion(nodePool, facts));
  refuseIf(judgePoolRequest(nodePool, facts?.pools ?? null));
}
