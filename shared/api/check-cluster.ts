import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import { absentCluster, type ClusterReference } from '../clusters/cluster-reference.ts';
import { toFailure } from '../errors/failure.ts';
import type { Ports } from '../ports/ports.ts';
import { judgeCluster } from '../preflight/judge-pool-request.ts';
import { HttpError } from './http-error.ts';
import { refuseIf } from './refuse-if.ts';

/**
 * These failures mean that the network leads to no server, or to one that is not the one asked for. Unlike a server's
 * own failure, waiting hardly heals them.
 */
const unreachable = new Set(['AzureUnreachable', 'ClusterUnreachable', 'MalformedAnswer', 'RedirectRefused']);

/**
 * A new role assignment needs some minutes to take effect, but a refusal costs the caller little: the message names the
 * role, and the caller can ask again.
 */
const refused = new Set(['Forbidden', 'Unauthorized', 'NoIdentity', 'OtherTenant', 'ScopeNotAllowed']);

/**
 * Refuses a request before anything is started or billed. Throws HttpError 404 when the cluster does not exist, 409
 * when nothing can be made or proven in it now, 403 when this app may not read it, 424 when Azure or the API server cannot be reached or something else answers in its place, and 400
 * for other final failures. Returns null when the check failed in a way that may pass (throttling, a server's failure):
 * then the run finds out.
 */
export async function checkCluster(
  ports: Pick<Ports, 'clusters' | 'verification'>,
  cluster: ClusterReference,
): Promise<ClusterFacts | null> {
  const read = await refuseUnlessPassing(ports.clusters.readCluster(cluster));
  if (!read) return null;
  const facts = read.cluster;
  if (!facts) throw notFound(cluster);
  refuseIf(judgeCluster(facts));
  await refuseUnlessPassing(ports.verification.checkReachable(cluster));
  return facts;
}

/**
 * Returns what was read, or null when reading failed and a later try may succeed. Throws HttpError 404, 403, 409, 424 or 400
 * for every other failure, and an HttpError as it is.
 */
export async function refuseUnlessPassing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof HttpError) throw error;
    const { code, message, retryable } = toFailure(error);
    if (unreachable.has(code)) throw new HttpError(424, code, message);
    if (refused.has(code)) throw new HttpError(403, code, message);
    if (code === 'ClusterNotFound') throw new HttpError(404, code, message);
    if (code === 'NoEntraLogin') throw new HttpError(409, code, message);
    if (retryable) return null;
    throw new HttpError(400, code, message);
  }
}

/**
 * The cluster as ARM describes it now. Throws HttpError 404 when it does not exist, those of `refuseUnlessPassing`, and
 * `notNow` when a later try may succeed.
 */
export async function readOrRefuse(
  ports: Pick<Ports, 'clusters'>,
  cluster: ClusterReference,
  notNow: HttpError,
): Promise<ClusterFacts> {
  const read = await refuseUnlessPassing(ports.clusters.readCluster(cluster));
  if (!read) throw notNow;
  if (!read.cluster) throw notFound(cluster);
  return read.cluster;
}

/**
 * Throws HttpError 404 when ARM says that a cluster does not exist. To be called when nothing is known of the cluster.
 * A failure of ARM is not a refusal.
 */
export async function refuseAbsent(ports: Pick<Ports, 'clusters'>, cluster: ClusterReference): Promise<void> {
  const read = await ports.clusters.readCluster(cluster).catch(() => null);
  if (read && !read.cluster) throw notFound(cluster);
}

function notFound(cluster: ClusterReference): HttpError {
  return new HttpError(404, 'ClusterNotFound', absentCluster(cluster));
}
