import type { PreflightOrder } from '../../shared/activities/preflight/preflight-order.ts';
import { readAzureChecks } from '../../shared/activities/preflight/read-azure-checks.ts';
import { readNewClusterChecks } from '../../shared/activities/preflight/read-new-cluster-checks.ts';
import { startTable } from '../../shared/activities/preflight/read-within.ts';
import { readOrRefuse } from '../../shared/api/check-cluster.ts';
import { checkNewCluster } from '../../shared/api/check-new-cluster.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { planProvisioning } from '../../shared/api/operations/plans.ts';
import { refuseIf } from '../../shared/api/refuse-if.ts';
import type { ClusterFacts, PoolFacts } from '../../shared/clusters/cluster-facts.ts';
import { findPool } from '../../shared/clusters/find-pool.ts';
import type { PoolSpec } from '../../shared/clusters/pool-spec.ts';
import { asAsked } from '../../shared/clusters/quarantine.ts';
import { buildPlan } from '../../shared/plans/build-plan.ts';
import { tellChecks } from '../../shared/plans/tell-checks.ts';
import { completePool } from '../../shared/preflight/complete-pool.ts';
import { judgeClassName } from '../../shared/preflight/judge-class-name.ts';
import { judgePoolRequest } from '../../shared/preflight/judge-pool-request.ts';
import { judgePoolVersion } from '../../shared/preflight/judge-pool-version.ts';
import { groundOfNewCluster } from '../../shared/preflight/new-cluster/ground-of-new-cluster.ts';
import type { PreflightCheck } from '../../shared/preflight/preflight-check.ts';
import { refuseBeyond } from '../serving/refuse-beyond.ts';
import { refuseSize } from '../serving/refuse-size.ts';
import { serve } from '../serving/serve.ts';
import { adapters, settings } from '../wiring/app.ts';

/** Asks Azure Resource Manager what there is, and the cluster nothing: a plan is for a cluster that is stopped, too. */
serve(planProvisioning, async ({ body }) => {
  const { cluster, newCluster = null, cleanup, preflight } = body;
  const nodePool = asAsked(body.nodePool, body.quarantine);
  const approval = settings.approval.required || body.approval === 'required';
  refuseBeyond({ cluster, pool: nodePool, newCluster });
  refuseIf(judgeClassName(body.nodePool.runtimeClassName, settings.workflow.runtimeClassName));
  if (newCluster) await checkNewCluster(adapters, cluster, newCluster);
  const asked = { cluster, pool: nodePool, poolName: null, options: settings.workflow };
  const { ground, check } = newCluster
    ? { ground: groundOfNewCluster(newCluster), check: () => readNewClusterChecks(asking(), asked, newCluster) }
    : await readGround(asked);
  await refuseSize({ ...cluster, location: ground.location }, nodePool.vmSize);
  const pool = completePool(nodePool, ground);
  const existing = findPool(ground.pools, nodePool.name) !== undefined;
  const order = { cluster, newCluster, pool, cleanup, preflight: preflight === 'enforce', approval, existing };
  const { notes, ...plan } = buildPlan(order);
  return { status: 200, jsonBody: { ...plan, notes: [...tellChecks(await check()), ...notes] } };
});

const asking = () => ({ ...adapters, read: startTable() });

type PlanGround = Pick<ClusterFacts, 'kubernetesVersion' | 'location'> & {
  pools: readonly Pick<PoolFacts, 'name' | 'mode' | 'placement' | 'vmSizes'>[] | null;
};

interface SeenGround {
  ground: PlanGround;
  /** What Azure says of the request besides. */
  check: () => Promise<PreflightCheck[]>;
}

/** The cluster as ARM describes it. Throws HttpError where the pool could not be made there. */
async function readGround(asked: PreflightOrder & { pool: PoolSpec }): Promise<SeenGround> {
  const { cluster, pool: nodePool } = asked;
  const message = `Azure did not say now what cluster ${cluster.name} is. Ask again in a minute.`;
  const facts = await readOrRefuse(adapters, cluster, new HttpError(503, 'NotPlanned', message));
  refuseIf(judgePoolVersion(nodePool, facts));
  refuseIf(judgePoolRequest(nodePool, facts.pools));
  return { ground: facts, check: () => readAzureChecks(asking(), asked, Promise.resolve({ ok: true, value: facts })) };
}
