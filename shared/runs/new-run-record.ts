import { runExpiresAt } from './expiry.ts';
import type { WorkflowOptions } from './requests.ts';
import type { RunRecord } from './run-record.ts';

/** What the caller decides about a new run. */
export type NewRun = Pick<RunRecord, 'kind' | 'cluster' | 'poolName' | 'cleanup' | 'startedBy' | 'request'>;

/** The record of a run that has just been accepted at `at` (ISO 8601). */
export function newRunRecord(
  run: NewRun,
  runId: string,
  at: string,
  { poolDeadlineMs, expiryMs }: Pick<WorkflowOptions, 'poolDeadlineMs' | 'expiryMs'>,
): RunRecord {
  return {
    ...run,
    runId,
    status: 'running',
    percent: 0,
    step: 'Accepted',
    verdict: null,
    reason: null,
    pools: [],
    cleanupResult: null,
    createdPool: false,
    cancelRequested: false,
    startedAt: at,
    updatedAt: at,
    endedAt: null,
    expiresAt: runExpiresAt(new Date(Date.parse(at) + poolDeadlineMs).toISOString(), { expiryMs }),
  };
}
