import { runExpiresAt } from './expiry.ts';
import type { WorkflowOptions } from './requests.ts';
import type { RunRecord } from './run-record.ts';

/** The step of a run that has been accepted and has not begun. */
export const notStarted = 'Accepted';

/** What the caller decides about a new run. */
export type NewRun = Pick<
  RunRecord,
  'kind' | 'cluster' | 'poolName' | 'cleanup' | 'startedBy' | 'request' | 'createdCluster'
>;

/** The options that a run's record follows from. An orchestration that an earlier version started knows no hub. */
type RunRules = Pick<WorkflowOptions, 'poolDeadlineMs' | 'expiryMs'> &
  Partial<Pick<WorkflowOptions, 'taskHub' | 'clusterDeadlineMs'>>;

/** The record of a run that has just been accepted at `at` (ISO 8601). */
export function newRunRecord(
  run: NewRun,
  runId: string,
  at: string,
  { poolDeadlineMs, expiryMs, taskHub, clusterDeadlineMs = 0 }: RunRules,
): RunRecord {
  const makingMs = poolDeadlineMs + (run.createdCluster === undefined ? 0 : clusterDeadlineMs);
  return {
    ...run,
    runId,
    ...(taskHub !== undefined && { taskHub }),
    status: 'running',
    percent: 0,
    step: notStarted,
    verdict: null,
    reason: null,
    pools: [],
    cleanupResult: null,
    createdPool: false,
    cancelRequested: false,
    startedAt: at,
    updatedAt: at,
    endedAt: null,
    expiresAt: runExpiresAt(new Date(Date.parse(at) + makingMs).toISOString(), { expiryMs }),
  };
}
