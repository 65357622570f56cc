import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { buildPodPair, type PodPairOptions } from '../isolation/build-pod-pair.ts';
import type { VerificationCluster } from '../ports/verification-cluster.ts';

export type PodPairOrder = Omit<PodPairOptions, 'ttlSecondsAfterFinished'> & { cluster: ClusterReference };

/**
 * How long a finished Job stays if we die before we remove it. Long enough to be read after a restart, short enough
 * to be nobody's burden (Job TTL controller, `ttlSecondsAfterFinished`).
 */
const jobTtlSeconds = 600;

/** Creates both Jobs of a pair; an earlier, forgotten try may have created either. */
export async function deployPodPair(
  verification: VerificationCluster,
  { cluster, ...options }: PodPairOrder,
): Promise<{ created: boolean }> {
  const pair = buildPodPair({ ...options, ttlSecondsAfterFinished: jobTtlSeconds });
  await verification.ensureJob(cluster, pair.ordinary);
  return verification.ensureJob(cluster, pair.sandboxed);
}
