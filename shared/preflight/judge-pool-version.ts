import type { PoolSpec } from '../clusters/pool-spec.ts';
import { judgeKubernetesVersion } from './judge-kubernetes-version.ts';
import type { Refusal } from './judge-pool-request.ts';
import {
  isNewerPatch,
  isOlderThan,
  minorsBehind,
  oldestForNewPools,
  oldestWithAzureLinux3,
} from './kubernetes-version.ts';

/** How many minor versions nodes may be behind their control plane (Kubernetes, "Version Skew Policy", kubelet). */
const mostMinorsBehind = 3;

/**
 * Why a cluster of this version cannot have the pool, with the version and OS SKU that the caller chose for it; null when
 * no reason is known.
 */
export function judgePoolVersion(
  { orchestratorVersion: asked, osSKU }: Pick<PoolSpec, 'orchestratorVersion' | 'osSKU'>,
  cluster: { kubernetesVersion: string },
): Refusal | null {
  const unfit = judgeKubernetesVersion(cluster);
  if (unfit) return unfit;
  const version = asked ?? cluster.kubernetesVersion;
  if (asked !== undefined && isOlderThan(asked, oldestForNewPools))
    return wrong(
      'orchestratorVersion',
      `new Kata node pools need Kubernetes ${oldestForNewPools} or later, not ${asked}`,
    );
  const behind = minorsBehind(version, cluster.kubernetesVersion);
  if (behind !== null && (behind < 0 || behind > mostMinorsBehind))
    return wrong(
      'orchestratorVersion',
      `the nodes of a cluster with Kubernetes ${cluster.kubernetesVersion} can be at most ${mostMinorsBehind} minor versions older and never newer, so ${version} is refused by AKS`,
    );
  if (isNewerPatch(version, cluster.kubernetesVersion))
    return wrong(
      'orchestratorVersion',
      `the nodes of a cluster with Kubernetes ${cluster.kubernetesVersion} can never be newer, so ${version} is refused by AKS: leave it out, or upgrade the cluster first`,
    );
  if (osSKU === 'AzureLinux' && isOlderThan(version, oldestWithAzureLinux3))
    return wrong(
      'osSKU',
      `under Kubernetes ${version} AzureLinux means Azure Linux 2, which is gone: leave it out, or say AzureLinux3`,
    );
  return null;
}

function wrong(field: string, reason: string): Refusal {
  const message = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
  return { code: 'KubernetesVersionNotSupported', kind: 'wrong', target: `nodePool.${field}`, message };
}
