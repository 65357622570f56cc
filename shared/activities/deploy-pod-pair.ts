import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { buildPodPair, type PodPairOptions } from '../isolation/build-pod-pair.ts';
import type { DeployedPair } from '../isolation/deployed-pair.ts';
import type { VerificationCluster } from '../ports/verification-cluster.ts';

/** Everything that a pod pair is built from, and its cluster. */
export type PodPairOrder = Omit<PodPairOptions, 'ttlSecondsAfterFinished'> & { cluster: ClusterReference };

/** What the API server made of an order, beside the order itself. */
export type PodPairDeployment = Pick<DeployedPair, 'uids' | 'runtimeClass'>;

/**
 * How long Kubernetes keeps a finished Job if we die before we remove it: long enough to read it after a restart (Job
 * TTL controller, `ttlSecondsAfterFinished`).
 */
const jobTtlSeconds = 600;

/**
 * Reads the RuntimeClass under test and creates both Jobs of a pair. Idempotent: an earlier try may have created either
 * of them. Throws the errors of `ensureJob`.
 */
export async function deployPodPair(
  verification: VerificationCluster,
  { cluster, ...options }: PodPairOrder,
): Promise<PodPairDeployment> {
  const pair = buildPair(options);
  const { runtimeClass } = await verification.readRuntimeClass(cluster, options.runtimeClassName);
  const ordinary = await verification.ensureJob(cluster, pair.ordinary);
  const sandboxed = await verification.ensureJob(cluster, pair.sandboxed);
  return { uids: { ordinary: ordinary.uid, sandboxed: sandboxed.uid }, runtimeClass };
}

/** Builds the same Jobs each time, so that an order is enough to compare the live pods with. */
export function buildPair(options: Omit<PodPairOrder, 'cluster'>): DeployedPair['jobs'] {
  return buildPodPair({ ...options, ttlSecondsAfterFinished: jobTtlSeconds });
}
