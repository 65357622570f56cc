import type { ReachedCluster } from '../../clusters/transport.ts';
import type { KataproofError } from '../../errors/kataproof-error.ts';
import type { ClusterLimits } from '../../outbound/limits.ts';
import { withBudget } from './call-budget.ts';
import type { ClusterApiCache, ClusterApis } from './cluster-apis.ts';
import { toClusterError } from './cluster-error.ts';

/** Calls a cluster's API. Everything that goes wrong is thrown as a coded error. */
export type CallCluster = <T>(cluster: ReachedCluster, act: (apis: ClusterApis) => Promise<T>) => Promise<T>;

/**
 * Codes that mean the connection is wrong and not the request: the cluster was rebuilt, its CA changed, the token
 * expired.
 */
const staleConnection = ['Unauthorized', 'CertificateRejected', 'ClusterUnreachable'];

/**
 * Calls clusters over kept connections. When a kept connection seems outdated, it is opened again and the call is
 * repeated once. Both tries share one budget.
 */
export function createCallCluster(
  cache: ClusterApiCache,
  limits: Pick<ClusterLimits, 'callTimeoutMs' | 'requestTimeoutMs' | 'callBytes'>,
): CallCluster {
  return (cluster, act) => withBudget(limits, () => callPatiently(cache, cluster, act));
}

async function callPatiently<T>(
  cache: ClusterApiCache,
  cluster: ReachedCluster,
  act: (apis: ClusterApis) => Promise<T>,
): Promise<T> {
  for (;;) {
    const tried = await tryOnce(cache, cluster, act);
    if (!('error' in tried)) return tried.value;
    if (!staleConnection.includes(tried.error.code)) throw tried.error;
    cache.forget(cluster);
    if (!tried.reused) throw tried.error;
  }
}

async function tryOnce<T>(
  cache: ClusterApiCache,
  cluster: ReachedCluster,
  act: (apis: ClusterApis) => Promise<T>,
): Promise<{ value: T } | { error: KataproofError; reused: boolean }> {
  let opened: Awaited<ReturnType<ClusterApiCache['open']>> | null = null;
  try {
    opened = await cache.open(cluster);
    const { tokens } = opened.apis;
    return { value: tokens.removeFrom(await act(opened.apis)) };
  } catch (error) {
    const coded = toClusterError(error, opened?.apis.reach);
    return { error: opened?.apis.tokens.removeFromError(coded) ?? coded, reused: opened?.reused ?? false };
  }
}
