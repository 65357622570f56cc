import type { Check, Verdict } from '../../isolation/evidence.ts';
import type { Staleness } from '../../posture/next-posture.ts';
import type { FoundFinding } from '../../workloads/finding.ts';

/**
 * What every format is written from. A report is plain data: all texts in it are well-formed and without control
 * characters (`cleanTexts`), whoever wrote them; each renderer still escapes them as its format asks.
 */
export interface Report {
  scope: ReportScope;
  /** ISO 8601. */
  madeAt: string;
  /** What made the report, its version, and that of the rules of isolation (`rulesVersion`). */
  tool: { name: string; version: string; rules: string };
  /** Where the API is, absolute, without a slash at the end. */
  apiUrl: string;
  outcome: Outcome;
  /** One sentence. */
  summary: string;
  coverage: Coverage;
  clusters: ReportCluster[];
  pools: ReportPool[];
  /** Of a run alone. */
  nodes: ReportNode[];
  /** Standing and waived ones, the gravest first. A run has none: they are of its cluster. */
  findings: ReportFinding[];
  /** What was not looked at, or can no longer be relied on. Without it a report could be taken for more than it is. */
  gaps: Gap[];
}

/** `not-checked` is whatever could not be checked, was never checked, or was checked too long ago: never a pass. */
export type Outcome = 'passed' | 'failed' | 'not-checked';

export type ReportScope =
  | { kind: 'fleet' }
  | { kind: 'cluster'; clusterId: string; name: string }
  | {
      kind: 'run';
      clusterId: string;
      name: string;
      runId: string;
      /** As the API says it: `Succeeded` for a run that came to a verdict. */
      status: string;
      verdict: Verdict | null;
      /** ISO 8601. */
      startedAt: string;
      endedAt: string | null;
      error: { code: string; message: string } | null;
    };

/** How much of what there is was looked at. */
export interface Coverage {
  clusters: number;
  /** Clusters of which both sides (Azure, workloads) were inspected at some time; null in the report of a run. */
  clustersInspected: number | null;
  pools: number;
  poolsPassed: number;
  poolsFailed: number;
  poolsNotChecked: number;
  /** Of the pools whose nodes were counted; of a run that has no verdict, those that it has proven so far. */
  nodesPresent: number;
  /** Those that are isolated, by proofs that may still be relied on. */
  nodesProven: number;
  /** Pools of which nobody has counted the nodes. */
  poolsUncounted: number;
}

export interface ReportCluster {
  clusterId: string;
  name: string;
  /** When each side was last inspected (ISO 8601); null for never. All null in the report of a run, which has no findings. */
  inspected: { azure: string | null; workloads: string | null };
}

export interface ReportPool {
  clusterId: string;
  clusterName: string;
  poolName: string;
  outcome: Outcome;
  /** One sentence: why this outcome. */
  because: string;
  /** What to do; null for a pool that passed. */
  remedy: string | null;
  /** Of the last proof; null for a pool that was never proven. */
  verdict: Verdict | null;
  /** In the report of a run, which says what held when it ended, `stale` for a pool that was changing by then, else null. */
  age: 'fresh' | 'due' | 'stale' | 'never' | null;
  staleBecause: Staleness[];
  /** ISO 8601. */
  since: string | null;
  provenAt: string | null;
  freshUntil: string | null;
  nodeImageVersion: string | null;
  nodesPresent: number | null;
  /** Those that are isolated. */
  nodesProven: number | null;
  runId: string | null;
  /** SHA-256 of the evidence, in hexadecimal; null where none was kept. */
  evidenceDigest: string | null;
  quarantined: boolean;
}

/** What one kernel showed of itself. */
export interface ReportKernel {
  release: string;
  bootId: string | null;
  /** Null where the kernel does not say, and for the node itself. */
  kataMark: boolean | null;
  dmi: string | null;
}

export interface ReportNode {
  clusterId: string;
  poolName: string;
  nodeName: string;
  outcome: Outcome;
  verdict: Verdict;
  reason: string;
  checks: Check[];
  notes: string[];
  /** What the node, the ordinary pod and the sandboxed pod showed; null where nothing was seen. */
  kernels: { node: ReportKernel | null; ordinary: ReportKernel | null; sandboxed: ReportKernel | null };
}

export interface ReportFinding extends FoundFinding {
  clusterId: string;
  clusterName: string;
  state: 'standing' | 'waived';
  /** ISO 8601. */
  firstSeenAt: string;
  lastSeenAt: string;
  waiver: { reason: string; until: string; at: string | null; by: string | null } | null;
}

export type GapKind =
  | 'never-proven'
  | 'stale'
  | 'inconclusive'
  | 'nodes-unseen'
  | 'nothing-to-prove'
  | 'not-ended'
  | 'not-inspected'
  | 'unread'
  | 'left-out';

export interface Gap {
  kind: GapKind;
  /** Null for what is of no single cluster. */
  clusterId: string | null;
  /** A pool, a cluster, a subscription or a group. */
  subject: string;
  message: string;
}
