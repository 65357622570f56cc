import type { Operation } from '../../operations/create-operations.ts';
import { aksError } from '../../protocol/arm-error.ts';
import type { ContainerService } from '../container-service.ts';
import type { AgentPool, ManagedCluster } from '../resources/managed-cluster.ts';
import { durations } from './durations.ts';

/** Ends the pool's pending operation as Canceled, at any stage. Throws 409 when the pool has no pending operation. */
export function abortPoolOperation(service: ContainerService, cluster: ManagedCluster, pool: AgentPool): Operation {
  const pending = cluster.pendingWrite;
  if (pending?.scope !== 'agentpool' || pending.poolName !== pool.name) throw nothingToAbort();
  service.operations.cancel(pending.operation);
  cluster.pendingWrite = null;
  pool.provisioningState = 'Canceled';
  return service.operations.start(cluster, { stages: [], endsAfterMs: durations.abort.end, end: () => {} });
}

/**
 * Ends the cluster's own pending operation as Canceled, also when the platform started it. Throws 409 when there is
 * none.
 */
export function abortClusterOperation(service: ContainerService, cluster: ManagedCluster): Operation {
  const pending = cluster.pendingWrite;
  if (!pending || pending.scope === 'agentpool') throw nothingToAbort();
  service.operations.cancel(pending.operation);
  cluster.pendingWrite = null;
  cluster.provisioningState = 'Canceled';
  return service.operations.start(cluster, { stages: [], endsAfterMs: durations.abort.end, end: () => {} });
}

function nothingToAbort(): Error {
  return aksError(409, 'OperationNotAllowed', 'The latest operation is completed already and cannot be aborted.');
}
