import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { poolKey } from '../clusters/keys.ts';
import { listPoolsToProve } from '../fleet/select-cluster.ts';
import type { AlertSinks } from '../ports/alert-sinks.ts';
import type { AlertStates } from '../ports/alert-states.ts';
import type { ManagedClusters } from '../ports/managed-clusters.ts';
import type { Posture, Postures } from '../ports/postures.ts';
import { isStalePosture } from '../posture/next-posture.ts';
import { noteStale } from './note-stale.ts';
import { retireMissing } from './retire-missing.ts';

const pageSize = 100;

/** The clusters of one page of postures that have one past its freshness. */
export async function listStale(
  postures: Postures,
  { at, continuation }: { at: string; continuation: string | null },
): Promise<{ clusters: ClusterReference[]; looked: number; continuation: string | null }> {
  const page = await postures.listPostures({ limit: pageSize, continuation });
  const clusters = new Map(
    page.postures.filter((posture) => isTooOld(posture, at)).map(({ cluster }) => [poolKey(cluster, ''), cluster]),
  );
  return { clusters: [...clusters.values()], looked: page.postures.length, continuation: page.continuation };
}

/**
 * Tells of a cluster's proofs that are too old, unless ARM says that there is nothing left to prove: then they are retired.
 * Whether ARM answers does not matter to the rest: an old proof is old. What is stopped or empty runs no pod and is let be.
 */
export async function judgeStale(
  ports: { clusters: ManagedClusters; postures: Postures; alertStates: AlertStates; sinks: AlertSinks },
  { cluster, at }: { cluster: ClusterReference; at: string },
): Promise<{ stale: string[]; retired: string[] }> {
  const known = (await ports.postures.listClusterPostures(cluster)).filter((posture) => isTooOld(posture, at));
  const read = await ports.clusters.readCluster(cluster);
  const facts = read.ok ? read.value.cluster : null;
  const retired = read.ok ? await retireMissing(ports.postures, cluster, facts, known, at) : [];
  const running = facts && new Set(listPoolsToProve(facts).map(({ poolName }) => poolName.toLowerCase()));
  const stale = known.filter(
    ({ poolName }) => !retired.includes(poolName) && (!running || running.has(poolName.toLowerCase())),
  );
  for (const posture of stale) await noteStale(ports, posture, at);
  return { stale: stale.map(({ poolName }) => poolName), retired };
}

/** By its age alone: a pool that is just being upgraded is proven when that has ended, and told of only if it is not. */
function isTooOld(posture: Posture, at: string): boolean {
  return !posture.retired && isStalePosture({ ...posture, changing: false }, { at, nodeImageVersion: null });
}
