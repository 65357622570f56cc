import type { NodeVerdict, Verdict } from '../isolation/evidence.ts';
import type { ClusterReference } from './cluster-reference.ts';
import type { Outcome } from './outcome.ts';

export interface Alert {
  /** Stable: the same alert sent twice has the same id, so that receivers can drop the second. */
  id: string;
  runId: string;
  cluster: ClusterReference;
  poolName: string | null;
  verdict: Verdict;
  reason: string;
  /** The nodes that are not isolated. */
  nodes: Pick<NodeVerdict, 'nodeName' | 'verdict' | 'reason'>[];
  /** ISO 8601. */
  at: string;
}

export interface Alerts {
  /** Delivers at least once; a failure is a value, so that it never fails a run. `sent: false` without a topic. */
  sendAlert(alert: Alert): Promise<Outcome<{ sent: boolean }>>;
}
