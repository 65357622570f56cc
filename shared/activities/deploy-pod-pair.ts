import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { buildPodPair, type PodPairOptions } from '../isolation/build-pod-pair.ts';
import type { VerificationCluster } from '../ports/verification-cluster.ts';

/** Everything that a pod pair is built from, and its cluster. */
export type PodPairOrder = Omit<PodPairOptions, 'ttlSecondsAfterFinished'> & { cluster: ClusterReference };

/**
 * How long Kubernetes keeps a finished Job if we die before we remove it: long enough to read it after a restart (Job
 * TTL controller, `ttlSecondsAfterFinished`).
 */
const jobTtlSeconds = 600;

/**
 * Creates both Jobs of a pair. Idempotent: an earlier try may have created either of them. Throws the errors of
 * `ensureJob`.
 */
export async function deployPodPair(
  verification: VerificationCluster,
  { cluster, ...options }: PodPairOrder,
): Promise<{ created: boolean }> {
  const pair = buildPodPair({ ...options, ttlSecondsAfterFinished: jobTtlSeconds });
  await verification.ensureJob(cluster, pair.ordinary);
  return verification.ensureJob(cluster, pair.sandboxed);
}
