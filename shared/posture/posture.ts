import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Verdict } from '../isolation/evidence.ts';

/** What is known of one Kata pool now. Each pool has one row, which every run that ends updates. */
export interface Posture {
  cluster: ClusterReference;
  /** `(no agent pool)` for nodes that node auto-provisioning created. */
  poolName: string;
  verdict: Verdict;
  reason: string;
  /** Since when the verdict has not changed (ISO 8601). */
  since: string;
  /** When the pool was last proven, whatever the verdict (ISO 8601). */
  provenAt: string;
  /** After this moment (ISO 8601) the proof is stale, and stale is not a pass. */
  freshUntil: string;
  /** The node image under which the pool was proven. With another image the proof is stale at once. */
  nodeImageVersion: string | null;
  /** As in the verdict of the last proof: null when it ended before anybody had counted them. */
  nodesPresent: number | null;
  nodesProven: number;
  runId: string;
  /** The hash that names the evidence in the archive; null when none was kept. */
  evidenceHash: string | null;
  /** When the first evidence of the last proof was read (ISO 8601); null for none. */
  evidenceSince: string | null;
  /** An upgrade has begun, so kernels are about to change. */
  changing: boolean;
  /** The moment of the last sign of that (ISO 8601); null when the pool is not changing. */
  changingSince: string | null;
  /** The pool keeps everything off until it is proven (`quarantineTaint`); left out where it does not. */
  quarantined?: boolean;
  /** The pool no longer exists. The row is kept for the record and is never due. */
  retired: boolean;
}
