import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { KataproofError } from '../../errors/kataproof-error.ts';
import type { ClusterApiCache, ClusterApis } from './cluster-apis.ts';
import { toClusterError } from './cluster-error.ts';

/** Does something with a cluster's API. Whatever goes wrong is thrown as a coded error. */
export type CallCluster = <T>(cluster: ClusterReference, act: (apis: ClusterApis) => Promise<T>) => Promise<T>;

/** Signs that the connection, and not the request, is what is wrong: a rebuilt cluster, another CA, a dead token. */
const staleConnection = ['Unauthorized', 'CertificateRejected', 'ClusterUnreachable'];

/** Calls over kept connections; one that seems to have gone stale is opened anew, once. */
export function createCallCluster(cache: ClusterApiCache): CallCluster {
  return async (cluster, act) => {
    for (;;) {
      const tried = await tryOnce(cache, cluster, act);
      if (!('error' in tried)) return tried.value;
      if (!staleConnection.includes(tried.error.code)) throw tried.error;
      cache.forget(cluster);
      if (!tried.reused) throw tried.error;
    }
  };
}

async function tryOnce<T>(
  cache: ClusterApiCache,
  cluster: ClusterReference,
  act: (apis: ClusterApis) => Promise<T>,
): Promise<{ value: T } | { error: KataproofError; reused: boolean }> {
  let reused = false;
  try {
    const opened = await cache.open(cluster);
    reused = opened.reused;
    return { value: await act(opened.apis) };
  } catch (error) {
    return { error: toClusterError(error), reused };
  }
}
