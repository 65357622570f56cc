import type { WireResponse } from '../../../../http/exchange.ts';
import { operationHeaders } from '../../operations/operation-routes.ts';
import { aksError } from '../../protocol/arm-error.ts';
import { checkPreconditions } from '../../protocol/check-preconditions.ts';
import { param, type RouteCall } from '../../protocol/match-route.ts';
import { type ContainerService, requireParentCluster } from '../container-service.ts';
import { findPool } from '../resources/managed-cluster.ts';
import { durations } from './durations.ts';
import { assertNoPendingWrite } from './pending-write.ts';

/**
 * Answers 202 with Azure-AsyncOperation and Location, or 204 when the pool does not exist. Throws ArmError and changes
 * nothing when AKS would refuse.
 */
export function deleteAgentPool(service: ContainerService, call: RouteCall): WireResponse {
  const cluster = requireParentCluster(service, call, 'delete');
  const pool = findPool(cluster, param(call, 'pool'));
  checkPreconditions('DELETE', call.headers, pool?.eTag ?? null);
  if (!pool) return { status: 204 };
  const isSystem = (candidate: typeof pool) => candidate.settings.mode === 'System';
  if (isSystem(pool) && cluster.pools.filter(isSystem).length === 1)
    throw aksError(400, 'BadRequest', `Must define at least one system pool: ${pool.name} is the last one.`);
  service.faults.beforeWrite(cluster);
  assertNoPendingWrite(cluster);
  pool.provisioningState = 'Deleting';
  const operation = service.operations.start(cluster, {
    stages: [{ afterMs: durations.deletePool.nodes, run: () => service.nodes.unregister(cluster, pool) }],
    endsAfterMs: durations.deletePool.end,
    end() {
      cluster.pools = cluster.pools.filter((candidate) => candidate !== pool);
      cluster.pendingWrite = null;
    },
  });
  cluster.pendingWrite = { operation, scope: 'agentpool', poolName: pool.name, verb: 'Deleting' };
  return { status: 202, headers: operationHeaders(call.url.origin, operation, true) };
}
