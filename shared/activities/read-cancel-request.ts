import type { RunRecords } from '../ports/run-records.ts';
import type { RunRecord } from '../runs/run-record.ts';

/**
 * Whether the run is to end early. When its record cannot be read now, it is not: a cancel is seen later, and what the
 * activity has done or seen is not lost for it. A run that has been closed behind its back is to end too.
 */
export async function readCancelRequest(records: RunRecords, runId: string): Promise<{ cancelRequested: boolean }> {
  return judgeCancel(await records.readRun(runId).catch(() => null));
}

/** The same from the run's record, which is null where it could not be read. */
export function judgeCancel(run: RunRecord | null): { cancelRequested: boolean } {
  return { cancelRequested: run !== null && (run.cancelRequested || run.status !== 'running') };
}
