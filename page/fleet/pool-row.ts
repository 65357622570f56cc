import type { ArmCluster, Posture } from '../api/answers.ts';
import { type Age, type Standing, standingOf } from '../parts/standing.ts';
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
}

function toRow(posture: Posture): PoolRow {
  const { cluster, poolName } = posture;
  const clusterId = clusterIdOf(cluster);
  return {
    ...{ id: `${clusterId}/${poolName}`.toLowerCase(), cluster, clusterId, poolName, posture },
    ...{ standing: standingOf(posture), age: posture.age, image: posture.nodeImageVersion },
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
    ...{ id: `${clusterId}/${poolName}`.toLowerCase(), cluster, clusterId, poolName, image },
    ...{ standing: 'never', age: null, posture: null },
  }));
}

/** Every Kata pool that is known of, sorted by cluster and pool. */
export function toRows(postures: readonly Posture[], clusters: readonly ArmCluster[]): PoolRow[] {
  const proven = postures.map(toRow);
  const known = new Set(proven.map(({ id }) => id));
  const rows = [...proven, ...clusters.flatMap(neverProven).filter(({ id }) => !known.has(id))];
  const order = ({ cluster, id }: PoolRow) => `${cluster.name.toLowerCase()} ${id}`;
  const keyed = rows.map((row) => ({ row, key: order(row) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ row }) => row);
}

/** Whether a pool exists: one that is gone is listed, and counts for nothing. */
export const isThere = ({ posture }: PoolRow) => posture?.retired !== true;
