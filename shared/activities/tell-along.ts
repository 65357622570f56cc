import type { RunRecords } from '../ports/run-records.ts';
import type { RunRecord, RunStep } from '../runs/run-record.ts';
import { judgeCancel } from './read-cancel-request.ts';
import type { RunFacts } from './read-run-facts.ts';
import { factsOf } from './read-run-facts.ts';

/** Lines of a run's timeline, and what changes in its record with them. */
export interface Telling {
  runId: string;
  lines: RunStep[];
  change: Partial<RunRecord>;
}

/** What the run's record said when the lines were written. */
export interface Told {
  /** The run is to end early, as far as is known: a record that cannot be read now asks for nothing. */
  cancelRequested: boolean;
  /** The run, if the change gives it its first verdict. */
  decided?: RunFacts;
}

/**
 * Writes lines of the timeline together with a change of the run. A row of the timeline is named by its sequence, so this
 * may be done twice. Throws coded errors.
 */
export async function tell(records: RunRecords, { runId, lines, change }: Telling): Promise<Told> {
  const [run] = await Promise.all([records.readRun(runId).catch(() => null), records.recordSteps(runId, ...lines)]);
  const at = lines.at(-1)?.at;
  await records.updateRun(runId, { ...change, ...(at !== undefined && { updatedAt: at }) });
  return saidBy(run, change);
}

/** What is told by the run's record as it was before the change; null where it could not be read. */
export function saidBy(run: RunRecord | null, change: Telling['change']): Told {
  const decided = change.verdict && run?.verdict === null ? { decided: factsOf(run) } : {};
  return { ...judgeCancel(run), ...decided };
}

/** The same beside what an activity does, which must not fail because a line cannot be written. */
export async function tellAlong(records: RunRecords, telling: Telling): Promise<Told & { written: boolean }> {
  try {
    return { ...(await tell(records, telling)), written: true };
  } catch {
    return { cancelRequested: false, written: false };
  }
}
