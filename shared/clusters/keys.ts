import { stableHash } from '../plain/stable-hash.ts';

interface PoolIdentity {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

/** What tells one state of a pool from the next. */
export interface PoolGeneration {
  nodeImageVersion: string | null;
  /** Every operation on the pool changes it, and so does an operation on its cluster (AKS, "Use eTags"). */
  eTag: string | null;
}

/** One key for one pool, however its ids are spelled. */
export function poolKey(cluster: PoolIdentity, poolName: string): string {
  const { subscriptionId, resourceGroup, name } = cluster;
  return stableHash(`${subscriptionId}/${resourceGroup}/${name}/${poolName}`.toLowerCase());
}

/** The same for everybody who looks at the same state of the same pool: what makes many events one change. */
export function changeKey(cluster: PoolIdentity, poolName: string, generation: PoolGeneration): string {
  return stableHash(`${poolKey(cluster, poolName)}|${generation.nodeImageVersion ?? ''}|${generation.eTag ?? ''}`);
}
