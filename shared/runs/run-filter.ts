import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { storageKey } from '../clusters/keys.ts';
import type { Verdict } from '../isolation/evidence.ts';
import { notStarted } from './new-run-record.ts';
import type { RunKind, RunRecord, RunStatus } from './run-record.ts';

/** Which runs a list has. A field that is left out lets every run pass. */
export interface RunFilter {
  cluster?: ClusterReference;
  kind?: RunKind;
  status?: RunStatus;
  /** Of running ones: those that have done something, or those that have not. */
  begun?: boolean;
  verdict?: Verdict;
  /** ISO 8601: not accepted before. */
  since?: string;
}

/** Whether a list with this filter has the run. */
export function passesFilter(run: RunRecord, filter: RunFilter): boolean {
  const { cluster, kind, status, begun, verdict, since } = filter;
  return (
    (!cluster || storageKey(cluster) === storageKey(run.cluster)) &&
    (!kind || kind === run.kind) &&
    (!status || status === run.status) &&
    (begun === undefined || begun === (run.step !== notStarted)) &&
    (!verdict || verdict === run.verdict) &&
    (!since || Date.parse(run.startedAt) >= Date.parse(since))
  );
}
