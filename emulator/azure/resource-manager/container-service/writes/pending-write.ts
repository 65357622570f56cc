import { type ArmError, aksError } from '../../protocol/arm-error.ts';
import type { ManagedCluster, PendingWrite } from '../resources/managed-cluster.ts';

/** Throws 409 while another write is in progress on the cluster. */
export function assertNoPendingWrite(cluster: ManagedCluster): void {
  if (cluster.pendingWrite) throw conflict(cluster.pendingWrite);
}

function conflict(pending: PendingWrite): ArmError {
  return aksError(409, 'OperationNotAllowed', describe(pending));
}

/** AKS words this conflict in several ways, and clients meet all of them. */
function describe({ scope, poolName, verb, operation }: PendingWrite): string {
  const wait = 'please wait for it to finish before starting a new operation';
  if (scope === 'agentpool')
    return `Operation is not allowed: Another agentpool operation (${poolName} - ${verb}) is in progress, ${wait}. See https://aka.ms/aks-pending-operation for more details`;
  if (scope === 'cluster')
    return `Operation is not allowed: Another operation (${verb}) is in progress, ${wait}. See https://aka.ms/aks-pending-operation for more details`;
  const startedAt = new Date(operation.startedAtMs).toISOString().replace(/\.\d+Z$/, 'Z');
  return `Operation is not allowed because there's an in progress update managed cluster operation (operation ID: ${operation.id}) on the managed cluster started on UTC ${startedAt}. Please wait for it to finish before starting a new operation. You can also use 'az aks operation-abort' to abort the in progress operation.`;
}
