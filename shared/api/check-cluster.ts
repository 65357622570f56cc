import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { toFailure } from '../errors/failure.ts';
import type { Ports } from '../ports/ports.ts';
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
  ports: Pick<Ports, 'clusters' | 'verification'>,
  cluster: ClusterReference,
): Promise<ClusterFacts | null> {
  const read = await refuseUnlessPassing(ports.clusters.readCluster(cluster));
  if (!read) return null;
  const facts = read.cluster;
  if (!facts) throw notFound(cluster);
  if (facts.powerState === 'Stopped')
    throw new HttpError(
      409,
      'ClusterStopped',
      `Cluster ${cluster.name} is stopped. Start it (az aks start) and try again.`,
    );
  await refuseUnlessPassing(ports.verification.checkReachable(cluster));
  return facts;
}

/** What was read; null when it could not be read just now, and trying again may help. */
async function refuseUnlessPassing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    const { code, message, retryable } = toFailure(error);
    if (unreachable.has(code)) throw new HttpError(424, code, message);
    if (refused.has(code)) throw new HttpError(403, code, message);
    if (retryable) return null;
    throw new HttpError(400, code, message);
  }
}

/**
 * Refuses a cluster of which nothing is known because it does not exist: HttpError 404. Whether ARM answers does not matter
 * to what is known, so that its failures are no refusal.
 */
export async function refuseAbsent(ports: Pick<Ports, 'clusters'>, cluster: ClusterReference): Promise<void> {
  const read = await ports.clusters.readCluster(cluster).catch(() => null);
  if (read && !read.cluster) throw notFound(cluster);
}

function notFound({ name, resourceGroup, subscriptionId }: ClusterReference): HttpError {
  const where = `${name} in resource group ${resourceGroup} of subscription ${subscriptionId}`;
  return new HttpError(404, 'ClusterNotFound', `There is no AKS cluster ${where}, or this app may not see it.`);
}
