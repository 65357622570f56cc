import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import { isQuarantine } from '../clusters/quarantine.ts';
import { isOfRun } from '../clusters/run-tag.ts';
import type { CreatePoolOutcome } from '../ports/managed-clusters.ts';
import type { Ports } from '../ports/ports.ts';
import type { LiftOutcome, QuarantineOrder } from './lift-quarantine.ts';

interface RunOrder {
  cluster: ClusterReference;
  runId: string;
}

/**
 * For each activity that makes what costs money, or takes a protection off, and so does nothing for a run that is to end:
 * what it has done already. The host may have died after an earlier try, and nobody else knows what that left. Each answers as
 * the activity would, or null where there is nothing, and throws the coded errors of ARM.
 */
export function createMadeBefore({ clusters, newClusters }: Pick<Ports, 'clusters' | 'newClusters'>) {
  return {
    async ensurePool({ cluster, spec, runId }: RunOrder & { spec: PoolSpec }): Promise<CreatePoolOutcome | null> {
      const { pool } = await clusters.readPool(cluster, spec.name);
      return pool && isOfRun(pool.tags, runId) ? { outcome: 'created' } : null;
    },

    async ensureCluster({ cluster, runId }: RunOrder): Promise<{ outcome: 'created' } | null> {
      const { state } = await newClusters.readNewCluster(cluster, runId);
      return state === 'there' ? { outcome: 'created' } : null;
    },

    async liftQuarantine({ cluster, poolName }: QuarantineOrder): Promise<LiftOutcome | null> {
      const { pool } = await clusters.readPool(cluster, poolName);
      return pool && !pool.nodeTaints.some(isQuarantine) ? { outcome: 'not-quarantined' } : null;
    },
  };
}
