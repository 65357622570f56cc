import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { ClusterFacts, ManagedClusters } from '../ports/managed-clusters.ts';
import type { Failure } from '../ports/outcome.ts';
import type { VerificationCluster } from '../ports/verification-cluster.ts';
import { HttpError } from './http-error.ts';

/** Failures that tell of the way to a server rather than of the server's mood: waiting will hardly mend them. */
const unreachable = new Set(['AzureUnreachable', 'ClusterUnreachable']);

/** A role granted a moment ago may need five minutes to count; the message says so, and asking again is cheap. */
const refused = new Set(['Forbidden', 'Unauthorized', 'NoIdentity']);

/**
 * Refuses, before anything is started or billed, a cluster that does not exist, is stopped, may not be seen, or whose
 * API server cannot be reached: HttpError 4xx. What could not be checked (throttling, a server's bad moment) is no
 * refusal: null, and the run finds out.
 */
export async function checkCluster(
  ports: { clusters: ManagedClusters; verification: VerificationCluster },
  cluster: ClusterReference,
): Promise<ClusterFacts | null> {
  const read = await ports.clusters.readCluster(cluster);
  if (!read.ok) return refuseUnlessPassing(read.failure);
  const facts = read.value.cluster;
  const where = `${cluster.name} in resource group ${cluster.resourceGroup} of subscription ${cluster.subscriptionId}`;
  if (!facts)
    throw new HttpError(404, 'ClusterNotFound', `There is no AKS cluster ${where}, or this app may not see it.`);
  if (facts.powerState === 'Stopped')
    throw new HttpError(
      409,
      'ClusterStopped',
      `Cluster ${cluster.name} is stopped. Start it (az aks start) and try again.`,
    );
  const reached = await ports.verification.checkReachable(cluster);
  if (!reached.ok) refuseUnlessPassing(reached.failure);
  return facts;
}

function refuseUnlessPassing(failure: Failure): null {
  if (unreachable.has(failure.code)) throw new HttpError(424, failure.code, failure.message);
  if (refused.has(failure.code)) throw new HttpError(403, failure.code, failure.message);
  if (failure.retryable) return null;
  throw new HttpError(400, failure.code, failure.message);
}
