import type { Verdict } from '../isolation/evidence.ts';
import type { AlertKind } from './decide-alert.ts';

/** Every kind of message: of the changes of a pool's state, and that a run waits for approval. */
export const messageKinds = ['opened', 'worsened', 'stale', 'resolved', 'approval-needed'] as const satisfies (
  | AlertKind
  | 'approval-needed'
)[];

export type MessageKind = (typeof messageKinds)[number];

/**
 * What people are told about one pool: cluster, pool and nodes, what was expected and seen, and what to do. Of kind
 * `approval-needed` that a run waits for somebody, and nothing of the pool, which is not there yet.
 */
export interface AlertMessage {
  /** Stable: the same alert sent twice has the same id, so that receivers can drop the second. */
  id: string;
  kind: MessageKind;
  severity: 'info' | 'warning' | 'critical';
  /** ARM id of the cluster. Alerts are grouped by it. */
  clusterId: string;
  clusterName: string;
  poolName: string;
  verdict: Verdict;
  /** One line. */
  title: string;
  reason: string;
  /** How many nodes are not isolated; `nodes` names the first of them. */
  nodesAffected: number;
  /** The checks that failed, per node. */
  nodes: { nodeName: string; verdict: Verdict; check: string; expected: string; seen: string }[];
  /** ISO 8601: since when the verdict is what it is. */
  since: string;
  /** ISO 8601: when the alert arose. */
  at: string;
  /**
   * What people were last told about the pool, and since when; null when they were told nothing. In a `resolved` alert
   * this is the trouble that has ended.
   */
  before: { state: Verdict | 'stale'; since: string } | null;
  whatToDo: string;
  runId: string | null;
}
