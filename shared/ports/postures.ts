import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Posture } from '../posture/posture.ts';

/** A value with the ETag under which it was read; `null` eTag: it did not exist. */
export interface Versioned<T> {
  value: T | null;
  eTag: string | null;
}

export interface PosturePage {
  postures: Posture[];
  continuation: string | null;
}

/** Posture per pool: Azure Tables, one partition for the whole fleet, so that any page is one query. Throws coded errors. */
export interface Postures {
  readPosture(cluster: ClusterReference, poolName: string): Promise<Versioned<Posture>>;
  /** Writes if the row is still as it was read (ETag; `null`: must not exist yet). `written: false` when somebody was quicker. */
  writePosture(posture: Posture, eTag: string | null): Promise<{ written: boolean }>;
  /** In the order of cluster and pool. */
  listPostures(page: { limit: number; continuation: string | null }): Promise<PosturePage>;
  /** Every posture of one cluster: a range of the same partition. */
  listClusterPostures(cluster: ClusterReference): Promise<Posture[]>;
}
