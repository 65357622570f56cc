import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { buildPodPair, type PodPairOptions } from '../isolation/build-pod-pair.ts';
import type { DeployedPair, RuntimeClassSnapshot } from '../isolation/deployed-pair.ts';
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
 * Creates both Jobs of a pair, at once. Reads the RuntimeClass under test before that unless somebody has. Idempotent: an
 * earlier try may have created either of them. Throws the errors of `ensureJob` when both tries have ended.
 */
export async function deployPodPair(
  verification: Pick<VerificationCluster, 'readRuntimeClass' | 'ensureJob'>,
  { cluster, ...options }: PodPairOrder,
  known: RuntimeClassSnapshot | null,
): Promise<PodPairDeployment> {
  const pair = buildPair(options);
  const runtimeClass = known ?? (await verification.readRuntimeClass(cluster, options.runtimeClassName)).runtimeClass;
  const creations = [pair.ordinary, pair.sandboxed].map((job) => verification.ensureJob(cluster, job));
  await Promise.allSettled(creations);
  const [ordinary, sandboxed] = await Promise.all(creations);
  return { uids: { ordinary: ordinary?.uid ?? '', sandboxed: sandboxed?.uid ?? '' }, runtimeClass };
}

/** Builds the same Jobs each time, so that an order is enough to compare the live pods with. */
export function buildPair(options: Omit<PodPairOrder, 'cluster'>): DeployedPair['jobs'] {
  return buildPodPair({ ...options, ttlSecondsAfterFinished: jobTtlSeconds });
}
