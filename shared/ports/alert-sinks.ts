import type { Verdict } from '../isolation/evidence.ts';
import type { Outcome } from './outcome.ts';

export type AlertSeverity = 'info' | 'warning' | 'critical';

/** What people are told: a message that names cluster, pool and nodes, what was expected and seen, and what to do. */
export interface AlertMessage {
  /** Stable: the same alert sent twice has the same id, so that receivers can drop the second. */
  id: string;
  kind: 'opened' | 'worsened' | 'stale' | 'resolved';
  severity: AlertSeverity;
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

/** Where alerts go: any number of sinks, each with a minimum severity. A sink that fails is a value, never an exception. */
export interface AlertSinks {
  /** Names of the sinks that want a message of this severity. */
  namesFor(severity: AlertSeverity): string[];
  /**
   * Renders messages of one cluster, the oldest first, in the sink's own shape and delivers them at once: all or none.
   * Final failures are those that no later try can mend. At most ten messages.
   */
  deliver(sinkName: string, messages: AlertMessage[]): Promise<Outcome<{ delivered: true }>>;
}
