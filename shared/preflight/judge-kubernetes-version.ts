import type { Refusal } from './judge-pool-request.ts';
import { isOlderThan, oldestForNewPools } from './kubernetes-version.ts';

/** Why a cluster of this version cannot have a Kata pool; null when no reason is known. */
export function judgeKubernetesVersion({ kubernetesVersion }: { kubernetesVersion: string }): Refusal | null {
  if (!isOlderThan(kubernetesVersion, oldestForNewPools)) return null;
  return {
    code: 'KubernetesVersionNotSupported',
    kind: 'conflict',
    target: 'cluster',
    message: `The cluster runs Kubernetes ${kubernetesVersion}, and new Kata node pools need ${oldestForNewPools} or later. Upgrade the cluster and try again.`,
  };
}
