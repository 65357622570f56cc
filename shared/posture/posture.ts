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
