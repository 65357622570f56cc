import type { Verdict } from '../isolation/evidence.ts';
import type { AlertKind } from './decide-alert.ts';

/** What people are told: a message that names cluster, pool and nodes, what was expected and seen, and what to do. */
export interface AlertMessage {
  /** Stable: the same alert sent twice has the same id, so that receivers can drop the second. */
  id: string;
  kind: AlertKind;
  severity: 'info' | 'warning' | 'critical';
  /** ARM id of the cluster: what alerts are grouped by. */
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
  since: string;
  at: string;
  /** What was last told of the pool, and since when; null when nothing was. A resolved alert says what has ended. */
  before: { state: Verdict | 'stale'; since: string } | null;
  whatToDo: string;
  runId: string | null;
}
