import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Verdict } from '../isolation/evidence.ts';

/** What is known of one Kata pool, now. One row per pool, written by every run that ends. */
export interface Posture {
  cluster: ClusterReference;
  /** `(no agent pool)` for nodes that node auto-provisioning made. */
  poolName: string;
  verdict: Verdict;
  reason: string;
  /** Since when the verdict is what it is (ISO 8601). */
  since: string;
  /** When the pool was last proven, whatever came of it. */
  provenAt: string;
  /** After this moment the proof is stale, and stale is not a pass. */
  freshUntil: string;
  /** Node image under which it was proven; another image makes the proof stale at once. */
  nodeImageVersion: string | null;
  nodesPresent: number;
  nodesProven: number;
  runId: string;
  /** Name of the evidence in the archive, or null when none was kept. */
  evidenceHash: string | null;
  /** An upgrade has begun: kernels are about to change. */
  changing: boolean;
  /** The pool is gone; the row is kept for the record and is never due. */
  retired: boolean;
}

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
