import { checkCluster } from '../../shared/api/check-cluster.ts';
import { checkNewCluster } from '../../shared/api/check-new-cluster.ts';
import { claimPool, findUnderWay } from '../../shared/api/claim-pool.ts';
import { startProvisioning } from '../../shared/api/operations/runs.ts';
import { refuseIf } from '../../shared/api/refuse-if.ts';
import type { ClusterFacts } from '../../shared/clusters/cluster-facts.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import type { PoolSpec } from '../../shared/clusters/pool-spec.ts';
import { asAsked } from '../../shared/clusters/quarantine.ts';
import { judgeClassName } from '../../shared/preflight/judge-class-name.ts';
import { judgePoolRequest } from '../../shared/preflight/judge-pool-request.ts';
import { judgePoolVersion } from '../../shared/preflight/judge-pool-version.ts';
import type { ProvisioningInput, WorkflowOptions } from '../../shared/runs/requests.ts';
import { refuseBeyond } from '../serving/refuse-beyond.ts';
import { refuseSize } from '../serving/refuse-size.ts';
import { serveOnce } from '../serving/serve-once.ts';
import { startRun } from '../serving/start-run.ts';
import { adapters, settings } from '../wiring/app.ts';

serveOnce(startProvisioning, async (call) => {
  const { cluster, nodePool, newCluster, cleanup, quarantine, preflight, approval } = call.body;
  const waits = settings.approval.required || approval === 'required';
  const pool = asAsked(nodePool, quarantine);
  refuseBeyond({ cluster, pool, newCluster });
  refuseIf(judgeClassName(nodePool.runtimeClassName, settings.workflow.runtimeClassName));
  const urlOf = (runId: string) => `${call.apiUrl}/runs/${runId}`;
  const wanted = { cluster, poolName: nodePool.name, request: { ...call.body }, urlOf };
  await findUnderWay(adapters, wanted, new Date());
  if (newCluster) await checkNewCluster(adapters, cluster, newCluster);
  const facts = newCluster ?? (await checkPlace(cluster, pool));
  await refuseSize(facts && { ...cluster, location: facts.location }, pool.vmSize);
  const asked = { kind: 'provisioning', cluster, cleanup, poolName: nodePool.name } as const;
  const run = { ...asked, ...(newCluster && { createdCluster: false }), request: { ...call.body } };
  const createInput = (runId: string, options: WorkflowOptions): ProvisioningInput => {
    const given = { runId, cluster, pool, ...(newCluster && { newCluster }), cleanup, preflight };
    const order = { forMs: settings.approval.forMs, runUrl: urlOf(runId) };
    return { ...given, ...(waits && { approval: order }), policy: settings.sandboxPolicy, options };
  };
  const claim = (runId: string, now: Date) => claimPool(adapters, wanted, runId, now);
  return startRun(call, run, 'provisionAndProve', createInput, claim);
});

/** The cluster, or null where Azure does not tell of it now. Throws HttpError where it could have no such pool. */
async function checkPlace(cluster: ClusterReference, nodePool: PoolSpec): Promise<ClusterFacts | null> {
  const facts = await checkCluster(adapters, cluster);
  refuseIf(facts && judgePoolVersion(nodePool, facts));
  refuseIf(judgePoolRequest(nodePool, facts?.pools ?? null));
  return facts;
}
