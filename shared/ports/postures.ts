import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Verdict } from '../isolation/evidence.ts';
import type { Posture } from '../posture/posture.ts';

/** A value with the ETag under which it was read. Both are null when there is no such value. */
export interface Versioned<T> {
  value: T | null;
  eTag: string | null;
}

/** Which postures a list has. A field that is left out lets every posture pass. */
export interface PostureFilter {
  cluster?: ClusterReference;
  verdict?: Verdict;
  /** ISO 8601: the verdict is no older. */
  since?: string;
}

/** A page of postures; `continuation` is null after the last page. */
export interface PosturePage {
  postures: Posture[];
  continuation: string | null;
}

/**
 * Posture per pool, in Azure Tables. The whole fleet is one partition, so that every page is one query. Every method
 * throws coded errors.
 */
export interface Postures {
  /** The posture of a pool with its ETag; the value is null when there is none. */
  readPosture(cluster: ClusterReference, poolName: string): Promise<Versioned<Posture>>;
  /**
   * Writes a posture if its row has not changed since it was read under `eTag` (null: if there is no row). `written` is
   * false when it has.
   */
  writePosture(posture: Posture, eTag: string | null): Promise<{ written: boolean }>;
  /**
   * One page of the postures that pass a filter, sorted by cluster and pool. The work for one page is bounded, so a page
   * may be short or empty although there is a next one. Throws InvalidContinuation.
   */
  listPostures(page: { limit: number; continuation: string | null; filter?: PostureFilter }): Promise<PosturePage>;
  /** Every posture of one cluster, retired ones included. */
  listClusterPostures(cluster: ClusterReference): Promise<Posture[]>;
}
