import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { poolNamesOf, selectProvablePools, whyClusterUnprovable } from '../isolation/provable-pools.ts';
import type { ManagedClusters } from '../ports/managed-clusters.ts';
import type { Ports } from '../ports/ports.ts';
import { isTooOld } from '../posture/next-posture.ts';
import { queueStaleAlerts } from './queue-stale-alert.ts';
import { retireAbsentPools } from './retire-absent-pools.ts';

/**
 * Queues alerts for proofs of a cluster that are too old at `at` (ISO 8601). When ARM says that a pool no longer
 * exists, its posture is retired instead, and a stopped or empty pool is left alone. When ARM does not answer, the
 * alerts are queued all the same, because the proofs are old in any case. Idempotent; throws coded errors of the
 * storage.
 */
export async function tellStale(
  ports: Pick<Ports, 'clusters' | 'postures' | 'alertStates' | 'sinks'>,
  { cluster, at }: { cluster: ClusterReference; at: string },
): Promise<{ stale: string[]; retired: string[] }> {
  const asked = await askForCluster(ports.clusters, cluster);
  const { retired } = asked.answered ? await retire(ports, cluster, asked.facts, at) : { retired: [] };
  const provable = asked.answered ? namesOfProvable(asked.facts) : null;
  const stale = (await ports.postures.listClusterPostures(cluster)).filter(
    (posture) => isTooOld(posture, at) && (provable?.includes(posture.poolName.toLowerCase()) ?? true),
  );
  await queueStaleAlerts(ports, stale, at);
  return { stale: stale.map(({ poolName }) => poolName), retired };
}

/** Lower-case names; null when ARM does not say which pools exist, and some may be provable. */
function namesOfProvable(facts: ClusterFacts | null): string[] | null {
  if (facts && !facts.pools && whyClusterUnprovable(facts) === null) return null;
  return facts ? selectProvablePools(facts).map(({ poolName }) => poolName.toLowerCase()) : [];
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
