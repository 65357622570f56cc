import type { ClusterFacts, PoolFacts } from '../clusters/cluster-facts.ts';
import { parseClusterId } from '../clusters/cluster-id.ts';
import { isQuarantine } from '../clusters/quarantine.ts';
import { ageOfProof } from '../fleet/select-due-pools.ts';
import { isKataRuntime } from '../isolation/kata.ts';
import { unpooled } from '../isolation/provable-pools.ts';
import { whyStale } from '../posture/next-posture.ts';
import type { Posture } from '../posture/posture.ts';

/** Renders a cluster as ARM shows it, with what is known of its pools at `now` (ISO 8601). */
export function renderCluster(facts: ClusterFacts, postures: readonly Posture[], now: string) {
  const { id, pools, nodeAutoProvisioning } = facts;
  const byNobody = { kata: true, nodeImageVersion: null };
  return {
    clusterId: id,
    cluster: parseClusterId(id)?.cluster ?? null,
    location: facts.location,
    provisioningState: facts.provisioningState,
    powerState: facts.powerState,
    kubernetesVersion: facts.kubernetesVersion,
    privateCluster: facts.privateCluster,
    localAccountsDisabled: facts.localAccountsDisabled,
    nodeAutoProvisioning,
    tags: facts.tags,
    kataPools: pools?.filter(({ workloadRuntime }) => isKataRuntime(workloadRuntime)).length ?? null,
    nodePools: pools?.map((pool) => renderPool(pool, postures, now)) ?? null,
    autoProvisioned: nodeAutoProvisioning ? renderProof(unpooled, byNobody, postures, now) : null,
  };
}

/** Renders a pool as ARM shows it, with its last verdict and how long that may be relied on. */
function renderPool(pool: PoolFacts, postures: readonly Posture[], now: string) {
  const { name, workloadRuntime, mode, osSku, vmSizes, count, zones, nodeTaints, nodeImageVersion } = pool;
  const kata = isKataRuntime(workloadRuntime);
  return {
    name,
    kata,
    workloadRuntime,
    mode,
    osSku,
    vmSizes,
    count,
    zones,
    kubernetesVersion: pool.kubernetesVersion,
    nodeImageVersion,
    provisioningState: pool.provisioningState,
    provisioningError: pool.provisioningError,
    powerState: pool.powerState,
    nodeTaints,
    quarantine: nodeTaints.find(isQuarantine) ?? null,
    ...renderProof(name, { kata, nodeImageVersion }, postures, now),
  };
}

/** What is known of a pool by its proofs. A pool that nobody has proven says so, and is not the same as an ordinary one. */
function renderProof(
  name: string,
  { kata, nodeImageVersion }: { kata: boolean; nodeImageVersion: string | null },
  postures: readonly Posture[],
  now: string,
) {
  const known = postures.find((posture) => !posture.retired && posture.poolName.toLowerCase() === name.toLowerCase());
  if (!kata || !known) return { proof: kata ? ('never' as const) : ('not-kata' as const), lastProof: null };
  const staleBecause = whyStale(known, { at: now, nodeImageVersion });
  const { verdict, reason, provenAt, freshUntil, since, runId } = known;
  const ageSeconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(provenAt)) / 1000));
  const age = ageOfProof(known, { at: now, nodeImageVersion });
  const lastProof = { verdict, reason, since, provenAt, ageSeconds, age, freshUntil, staleBecause, runId };
  return { proof: staleBecause.length > 0 ? ('stale' as const) : ('fresh' as const), lastProof };
}
