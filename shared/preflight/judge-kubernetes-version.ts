import type { Refusal } from './judge-pool-request.ts';
import { isOlderThan, oldestWithKata } from './kubernetes-version.ts';

/** Why a cluster of this version cannot have a Kata pool; null when no reason is known. */
export function judgeKubernetesVersion({ kubernetesVersion }: { kubernetesVersion: string }): Refusal | null {
  if (!isOlderThan(kubernetesVersion, oldestWithKata)) return null;
  return {
    code: 'KubernetesVersionNotSupported',
    kind: 'conflict',
    target: 'cluster',
    message: `The cluster runs Kubernetes ${kubernetesVersion}, and Kata node pools need ${oldestWithKata} or later. Upgrade the cluster and try again.`,
  };
}
