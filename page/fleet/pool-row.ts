import type { ArmCluster, NodePool, Posture } from '../api/answers.ts';
import { type Age, type Known, knownNow, type Standing } from '../parts/standing.ts';
import { clusterIdOf } from '../routing/addresses.ts';

/** A Kata pool with what is known of it; `posture` is null for one that nobody has proven. */
export interface PoolRow {
  id: string;
  cluster: Posture['cluster'];
  clusterId: string;
  poolName: string;
  standing: Standing;
  age: Age | null;
  image: string | null;
  posture: Posture | null;
  /** Null for one that nobody has proven. */
  known: Known | null;
}

const idOf = (clusterId: string, poolName: string) => `${clusterId}/${poolName}`.toLowerCase();

function toRow(posture: Posture, shown: ReadonlyMap<string, NodePool>, nowMs: number): PoolRow {
  const { cluster, poolName } = posture;
  const clusterId = clusterIdOf(cluster);
  const id = idOf(clusterId, poolName);
  const known = knownNow(posture, shown.get(id) ?? null, nowMs);
  return {
    ...{ id, cluster, clusterId, poolName, posture, known },
    ...{ standing: known.standing, age: known.age, image: known.otherImage ?? posture.nodeImageVersion },
  };
}

/** What the API calls the nodes that node auto-provisioning makes. */
const noPool = '(no agent pool)';

/** The Kata pools of a cluster that nobody has proven. */
function neverProven({ cluster, nodePools, autoProvisioned }: ArmCluster): PoolRow[] {
  if (cluster === null) return [];
  const clusterId = clusterIdOf(cluster);
  const pools = (nodePools ?? []).filter(({ proof }) => proof === 'never');
  const named = pools.map(({ name, nodeImageVersion }) => ({ poolName: name, image: nodeImageVersion }));
  const others = autoProvisioned?.proof === 'never' ? [{ poolName: noPool, image: null }] : [];
  return [...named, ...others].map(({ poolName, image }) => ({
    ...{ id: idOf(clusterId, poolName), cluster, clusterId, poolName, image },
    ...{ standing: 'never', age: null, posture: null, known: null },
  }));
}

/** Every Kata pool that is known of at a moment (milliseconds since 1970), sorted by cluster and pool. */
export function toRows(postures: readonly Posture[], clusters: readonly ArmCluster[], nowMs: number): PoolRow[] {
  const shown = new Map(
    clusters.flatMap(({ cluster, nodePools }) =>
      cluster === null ? [] : (nodePools ?? []).map((pool) => [idOf(clusterIdOf(cluster), pool.name), pool] as const),
    ),
  );
  const proven = postures.map((posture) => toRow(posture, shown, nowMs));
  const known = new Set(proven.map(({ id }) => id));
  const rows = [...proven, ...clusters.flatMap(neverProven).filter(({ id }) => !known.has(id))];
  const order = ({ cluster, id }: PoolRow) => `${cluster.name.toLowerCase()} ${id}`;
  const keyed = rows.map((row) => ({ row, key: order(row) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ row }) => row);
}

/** Whether a pool exists: one that is gone is listed, and counts for nothing. */
export const isThere = ({ posture }: PoolRow) => posture?.retired !== true;
