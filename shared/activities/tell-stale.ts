import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { poolNamesOf, selectProvablePools } from '../isolation/provable-pools.ts';
import type { ManagedClusters } from '../ports/managed-clusters.ts';
import type { Ports } from '../ports/ports.ts';
import { isTooOld } from '../posture/next-posture.ts';
import { queueStaleAlert } from './queue-stale-alert.ts';
import { retireAbsentPools } from './retire-absent-pools.ts';

/**
 * Tells of a cluster's proofs that are too old, unless ARM says that there is nothing left to prove: then they are retired.
 * Whether ARM answers does not matter to the rest: an old proof is old. What cannot be proven now runs no pod and is let
 * be.
 */
export async function tellStale(
  ports: Pick<Ports, 'clusters' | 'postures' | 'alertStates' | 'sinks'>,
  { cluster, at }: { cluster: ClusterReference; at: string },
): Promise<{ stale: string[]; retired: string[] }> {
  const asked = await askForCluster(ports.clusters, cluster);
  const { retired } = asked.answered ? await retire(ports, cluster, asked.facts, at) : { retired: [] };
  const provable =
    asked.answered && asked.facts?.pools
      ? selectProvablePools(asked.facts).map(({ poolName }) => poolName.toLowerCase())
      : null;
  const stale = (await ports.postures.listClusterPostures(cluster)).filter(
    (posture) => isTooOld(posture, at) && (provable?.includes(posture.poolName.toLowerCase()) ?? true),
  );
  for (const posture of stale) await queueStaleAlert(ports, posture, at);
  return { stale: stale.map(({ poolName }) => poolName), retired };
}

type Asked = { answered: true; facts: ClusterFacts | null } | { answered: false };

async function askForCluster(clusters: ManagedClusters, cluster: ClusterReference): Promise<Asked> {
  return clusters.readCluster(cluster).then(
    ({ cluster: facts }) => ({ answered: true, facts }),
    () => ({ answered: false }),
  );
}

function retire(ports: Pick<Ports, 'postures'>, cluster: ClusterReference, facts: ClusterFacts | null, at: string) {
  return retireAbsentPools(ports.postures, { cluster, poolName: null, present: poolNamesOf(facts), askedAt: at });
}
