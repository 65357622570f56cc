import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Principal } from '../plain/principal.ts';

/** How grave a finding is, the gravest first. */
export const findingSeverities = ['critical', 'high', 'medium', 'low', 'info'] as const;

export type FindingSeverity = (typeof findingSeverities)[number];

/** Sorts the gravest first. */
export function bySeverity(one: { severity: FindingSeverity }, other: { severity: FindingSeverity }): number {
  return findingSeverities.indexOf(one.severity) - findingSeverities.indexOf(other.severity);
}

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
  /** Who waived it and who took that back, the latest last. Only the last few changes are kept. */
  waiverHistory: WaiverChange[];
}

/** Why, and until when, a finding is accepted. */
export interface WaiverTerms {
  reason: string;
  /** ISO 8601; after this moment the finding stands again. */
  until: string;
}

/** Who asks for a waiver, or takes it back, and when. */
export interface WaiverAsker {
  /** ISO 8601. */
  at: string;
  /** Null for a caller who showed nothing but a key. */
  by: Principal | null;
}

/** Says that somebody has accepted a finding. */
export interface Waiver extends WaiverTerms {
  /** ISO 8601: when it was waived; null where an older version recorded it. */
  at: string | null;
  /** Null for a caller who showed nothing but a key, and where an older version recorded it. */
  by: Principal | null;
}

/** A waiver that was given or taken back. */
export interface WaiverChange extends WaiverTerms, WaiverAsker {
  change: 'waived' | 'unwaived';
}

/** What one inspection of a cluster found, or what one event said about it. */
export interface Inspection {
  cluster: ClusterReference;
  /** The rules that were checked. Only findings of these rules are resolved. */
  rules: string[];
  found: FoundFinding[];
  /** What is over: resolved, and recorded as such even if nobody has seen it before. */
  ended?: FoundFinding[];
  /** Findings of these rules about these subjects give way to what was found. */
  replaced?: { rule: string; subject: string }[];
  /** Which sides of the cluster were read; empty for a notice of an event. */
  sources: InspectedSource[];
  /** ISO 8601. */
  at: string;
}

/** A side of a cluster: Azure Resource Manager, or the cluster's own API server. */
export type InspectedSource = 'azure' | 'workloads';

/**
 * When each side of a cluster was last inspected (ISO 8601); null for never. Without an inspection, having no findings
 * means nothing.
 */
export type LastInspections = Record<InspectedSource, string | null>;

/** What one rule found about one subject. Everything else is the same for all findings of the rule. */
export interface Sighting {
  subject: string;
  message: string;
}
