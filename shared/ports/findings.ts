import type { ClusterReference } from '../clusters/cluster-reference.ts';

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** Something about a cluster that somebody should know or mend. */
export interface Finding {
  /** Stable: the same thing found again has the same id. */
  id: string;
  cluster: ClusterReference;
  /** What kind of finding, e.g. `pod-not-sandboxed`. */
  rule: string;
  severity: Severity;
  /** What it is about: a pool, a pod's owner, a RuntimeClass; never a person. */
  subject: string;
  message: string;
  /** What to do about it. */
  remedy: string;
  /** Control ids that this finding is evidence for, e.g. `NIST-800-53 SC-39`. */
  controls: string[];
  firstSeenAt: string;
  lastSeenAt: string;
  /** When a look no longer found it, or null while it stands. */
  resolvedAt: string | null;
  waiver: Waiver | null;
}

/** Somebody accepted a finding, with a reason and until a day. */
export interface Waiver {
  reason: string;
  /** ISO 8601; after it the finding stands again. */
  until: string;
}

/** Findings per cluster: Azure Tables, one partition per cluster. Throws coded errors. */
export interface Findings {
  /**
   * Writes what one look at one source of a cluster found: new ones appear, known ones keep `firstSeenAt` and waiver, and
   * those of the same rules that were not found again are resolved. Idempotent.
   */
  recordLook(look: {
    cluster: ClusterReference;
    /** The rules that were looked for: only findings of these are resolved. */
    rules: string[];
    found: Omit<Finding, 'firstSeenAt' | 'lastSeenAt' | 'resolvedAt' | 'waiver'>[];
    at: string;
  }): Promise<{ opened: string[]; resolved: string[] }>;
  listFindings(cluster: ClusterReference): Promise<Finding[]>;
  /** False when there is no such finding. */
  waive(cluster: ClusterReference, findingId: string, waiver: Waiver | null): Promise<{ found: boolean }>;
}
