import type { Operation } from '../../operations/create-operations.ts';
import { aksError } from '../../protocol/arm-error.ts';
import type { ContainerService } from '../container-service.ts';
import type { AgentPool, ManagedCluster } from '../resources/managed-cluster.ts';
import { durations } from './durations.ts';

/** Ends the pool's latest operation as Canceled, wherever it was. Throws 409 when there is none to abort. */
export function abortPoolOperation(service: ContainerService, cluster: ManagedCluster, pool: AgentPool): Operation {
  const pending = cluster.pendingWrite;
  if (pending?.scope !== 'agentpool' || pending.poolName !== pool.name) throw nothingToAbort();
  service.operations.cancel(pending.operation);
  cluster.pendingWrite = null;
  pool.provisioningState = 'Canceled';
  return service.operations.start(cluster, { stages: [], endsAfterMs: durations.abort.end, end: () => {} });
}

/** The same for the cluster's own operation, the platform's in the background included. */
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
