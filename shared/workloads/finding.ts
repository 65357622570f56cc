import type { ClusterReference } from '../clusters/cluster-reference.ts';

export type FindingSeverity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** Something about a cluster that somebody should know or repair, as one inspection found it. */
export interface FoundFinding {
  /** Follows from rule and subject, so the same thing found again has the same id. */
  id: string;
  /** What kind of finding, e.g. `pod-not-sandboxed`. */
  rule: string;
  severity: FindingSeverity;
  /** What it is about: a pool, the owner of pods, a RuntimeClass; never a person. */
  subject: string;
  message: string;
  /** What to do about it. */
  remedy: string;
  /** Control ids that this finding is evidence for, e.g. `NIST-800-53 SC-39`. */
  controls: string[];
}

/** A finding on record. Moments are ISO 8601. */
export interface Finding extends FoundFinding {
  cluster: ClusterReference;
  firstSeenAt: string;
  lastSeenAt: string;
  /** When an inspection no longer found it; null while it is open. */
  resolvedAt: string | null;
  waiver: Waiver | null;
}

/** Says that somebody has accepted a finding, with a reason and until a day. */
export interface Waiver {
  reason: string;
  /** ISO 8601; after this moment the finding stands again. */
  until: string;
}

/** What one inspection of a cluster found, or what one event said about it. */
export interface Inspection {
  cluster: ClusterReference;
  /** The rules that were checked. Only findings of these rules are resolved. */
  rules: string[];
  found: FoundFinding[];
  /** Which sides of the cluster were seen; none for a notice that an event brought. */
  sources: InspectedSource[];
  /** ISO 8601. */
  at: string;
}

/** Azure Resource Manager, and the cluster's own API server. */
export type InspectedSource = 'azure' | 'workloads';

/** When each side of a cluster was last seen (ISO 8601); null: never. No finding means nothing where nobody looked. */
export type LastInspections = Record<InspectedSource, string | null>;

/** What a rule saw: about whom, and what. All else is the same for every finding of the rule. */
export interface Sighting {
  subject: string;
  message: string;
}
