import { formatClusterId } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { foldCase } from '../plain/fold-case.ts';
import { stableHash } from '../plain/stable-hash.ts';
import type { AlertMessage } from './alert-message.ts';

/** What waits for approval. */
export interface ApprovalRequest {
  runId: string;
  /** Where the run is read. */
  runUrl: string;
  cluster: ClusterReference;
  poolName: string;
  vmSize: string;
  /** Nodes that the pool begins with. */
  count: number;
  /** The run makes the cluster, too. */
  newCluster: boolean;
  /** Since when it waits, and until when it will (ISO 8601). */
  at: string;
  until: string;
}

/**
 * Writes the message that a provisioning waits for approval. It is a warning, because nothing happens until somebody acts.
 * Nothing has been proven, so its verdict says no more than that.
 */
export function composeApprovalRequest(request: ApprovalRequest): AlertMessage {
  const { runId, runUrl, cluster, poolName, at, until } = request;
  const clusterId = formatClusterId(cluster);
  const where = `node pool ${poolName} of ${request.newCluster ? 'new ' : ''}cluster ${cluster.name}`;
  return {
    id: stableHash(foldCase(`${clusterId}/${poolName}|approval:${runId}`)),
    kind: 'approval-needed',
    severity: 'warning',
    clusterId,
    ...{ clusterName: cluster.name, poolName, verdict: 'inconclusive' },
    title: `Approval needed: ${where}`,
    reason: `A run is to make ${where} with ${request.count} × ${request.vmSize}, and waits until ${until}.`,
    ...{ nodesAffected: 0, nodes: [], since: at, at, before: null },
    whatToDo: `Look at ${runUrl}, then POST ${runUrl}/approve or ${runUrl}/cancel. Undecided, the run ends without having made anything.`,
    runId,
  };
}
