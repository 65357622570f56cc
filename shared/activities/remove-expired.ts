import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import { nameSome } from '../plain/name-some.ts';
import { shorten } from '../plain/shorten.ts';
import type { VerificationCluster } from '../ports/verification-cluster.ts';

/** A cluster to sweep at `now` (ISO 8601). `namespace` is that of the pods where its owners have made it for us, or null. */
export interface ExpiryOrder {
  cluster: ClusterReference;
  now: string;
  namespace: string | null;
}

/**
 * Removes what has expired in a cluster. Returns a count and a few problems, because a cluster may have any number of
 * objects. In a cluster that is gone nothing of ours is left: runs that make clusters remove them.
 */
export async function removeExpired(
  verification: Pick<VerificationCluster, 'removeExpired'>,
  { cluster, now, namespace }: ExpiryOrder,
): Promise<{ removed: number; problem: string | null }> {
  try {
    const { removed, problems } = await verification.removeExpired(cluster, now, namespace);
    return { removed: removed.length, problem: problems.length > 0 ? shorten(nameSome(problems), 1000) : null };
  } catch (error) {
    if (error instanceof KataproofError && error.code === 'ClusterNotFound') return { removed: 0, problem: null };
    throw error;
  }
}
