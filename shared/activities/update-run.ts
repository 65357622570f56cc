import { succeeds } from '../plain/succeeds.ts';
import type { Ports } from '../ports/ports.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { factsOf, type RunFacts } from './read-run-facts.ts';
import { type RetirementOrder, retireAbsentPools } from './retire-absent-pools.ts';
import { saidBy, type Telling, type Told } from './tell-along.ts';

/** A change of a run. */
export interface RunUpdate {
  runId: string;
  change: Partial<RunRecord>;
  /** Which postures to retire with that. A failure of it does not hold up the change. */
  retire?: RetirementOrder;
}

/**
 * `ended`: what the run was that the change has ended. `retired`: whether the postures that went with it are. `told`: what
 * became of the lines.
 */
export interface UpdatedRun {
  answer: { ended?: RunFacts; retired?: boolean };
  told: Told & { written: boolean };
}

/**
 * Changes a run, in one write with what lines of its timeline change; where both change the same, the update stands. A line
 * that cannot be written keeps no run from its end. May be done twice. Throws coded errors.
 */
export async function updateRun(
  { records, postures }: Pick<Ports, 'records' | 'postures'>,
  { runId, change, retire }: RunUpdate,
  { lines, change: toldChange }: Omit<Telling, 'runId'> = { lines: [], change: {} },
): Promise<UpdatedRun> {
  const retired = retire && (await succeeds(retireAbsentPools(postures, retire)));
  const [run, written] = await Promise.all([
    // To be counted, and to hear of a cancel, is not worth a failure.
    change.endedAt || lines.length > 0 ? records.readRun(runId).catch(() => null) : null,
    succeeds(records.recordSteps(runId, ...lines)),
  ]);
  const at = lines.at(-1)?.at;
  await records.updateRun(runId, { ...toldChange, ...(at !== undefined && { updatedAt: at }), ...change });
  const ended = change.endedAt && run?.status === 'running' ? { ended: factsOf(run) } : {};
  const answer = { ...ended, ...(retired !== undefined && { retired }) };
  return { answer, told: { ...saidBy(run, toldChange), written } };
}
