import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { ProvablePool } from '../isolation/provable-pools.ts';
import type { Ports } from '../ports/ports.ts';
import { isStalePosture } from '../posture/next-posture.ts';
import { queueStaleAlerts } from './queue-stale-alert.ts';

/** The pools that a nightly visit could have proven. */
export interface UnprovenOrder {
  cluster: ClusterReference;
  pools: ProvablePool[];
  /** ISO 8601. */
  since: string;
  /** ISO 8601. */
  at: string;
}

/** Queues alerts for the pools whose proof is stale at `at` and that no run has proven since `since`. Idempotent. */
export async function tellUnproven(
  ports: Pick<Ports, 'postures' | 'alertStates' | 'sinks'>,
  { cluster, pools, since, at }: UnprovenOrder,
): Promise<{ stale: string[] }> {
  const images = new Map(pools.map((pool) => [pool.poolName.toLowerCase(), pool.nodeImageVersion]));
  const stale = (await ports.postures.listClusterPostures(cluster)).filter((posture) => {
    const nodeImageVersion = images.get(posture.poolName.toLowerCase());
    if (posture.retired || nodeImageVersion === undefined || posture.provenAt >= since) return false;
    return isStalePosture(posture, { at, nodeImageVersion });
  });
  await queueStaleAlerts(ports, stale, at);
  return { stale: stale.map(({ poolName }) => poolName) };
}
