import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { unpooled } from '../isolation/kata-pools.ts';
import type { ClusterFacts } from '../ports/managed-clusters.ts';
import type { Posture, Postures } from '../ports/postures.ts';
import { changePosture } from './change-posture.ts';

/**
 * Retires the postures of pools that ARM, having been asked after `askedAt`, no longer has; all of them when the cluster
 * itself is gone (null). A pool that was proven since then is newer than ARM's answer and stays. Returns whom it retired.
 */
export async function retireMissing(
  postures: Postures,
  cluster: ClusterReference,
  facts: ClusterFacts | null,
  known: readonly Posture[],
  askedAt: string,
): Promise<string[]> {
  const names = new Set(facts?.pools.map(({ name }) => name.toLowerCase()));
  if (facts?.nodeAutoProvisioning) names.add(unpooled);
  const missing = known.filter(
    ({ retired, poolName, provenAt }) =>
      !retired && !names.has(poolName.toLowerCase()) && Date.parse(provenAt) < Date.parse(askedAt),
  );
  for (const { poolName } of missing) await changePosture(postures, cluster, poolName, { retired: true });
  return missing.map(({ poolName }) => poolName);
}
