import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { Failure, Outcome } from '../../ports/outcome.ts';
import type { ClusterApiCache, ClusterApis } from './cluster-apis.ts';
import { describeFailure } from './describe-failure.ts';

/** Does something with a cluster's API. What it throws becomes a Failure; what it expects it returns as an Outcome. */
export type CallCluster = <T>(
  cluster: ClusterReference,
  act: (apis: ClusterApis) => Promise<Outcome<T>>,
) => Promise<Outcome<T>>;

/** Signs that the connection, and not the request, is what is wrong: a rebuilt cluster, another CA, a dead token. */
const staleConnection = ['Unauthorized', 'CertificateRejected', 'ClusterUnreachable'];

/** Calls over kept connections; one that seems to have gone stale is opened anew, once. */
export function createCallCluster(cache: ClusterApiCache): CallCluster {
  return async (cluster, act) => {
    for (;;) {
      const { outcome, reused } = await tryOnce(cache, cluster, act);
      if (outcome.ok || !staleConnection.includes(outcome.failure.code)) return outcome;
      cache.forget(cluster);
      if (!reused) return outcome;
    }
  };
}

async function tryOnce<T>(
  cache: ClusterApiCache,
  cluster: ClusterReference,
  act: (apis: ClusterApis) => Promise<Outcome<T>>,
): Promise<{ outcome: Outcome<T>; reused: boolean }> {
  let reused = false;
  try {
    const opened = await cache.open(cluster);
    reused = opened.reused;
    return { outcome: await act(opened.apis), reused };
  } catch (error) {
    return { outcome: failed(describeFailure(error)), reused };
  }
}

export function succeeded<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failed(failure: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure };
}
