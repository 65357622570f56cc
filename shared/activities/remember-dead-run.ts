import { toFailure } from '../errors/failure.ts';
import type { RunRecords } from '../ports/run-records.ts';
import { concludeDeadRun, type DeadEnding } from '../runs/conclude-dead-run.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { factsOf, type RunFacts } from './read-run-facts.ts';
import { type RecordPorts, recordPosture } from './record-posture.ts';

/** A run that died, and the rules for freshness and alerts of its verdict. */
export interface DeadRunOrder {
  runId: string;
  freshForMs: number;
  flapThreshold: number;
  /** Makes of everything that could not be remembered a `problem`, also of what waiting may heal. */
  anyway?: boolean;
}

/** What is to be done about a run that died. */
export interface DeadRun extends Pick<RunRecord, 'cluster' | 'kind' | 'poolName' | 'cleanup'> {
  /** The run was to make its cluster. */
  makesCluster?: true;
  verdict: DeadEnding['verdict'];
  reason: string;
}

/**
 * Judges what a run that died had recorded, and remembers and tells what follows from that, as the run itself would
 * have done. `run` is null when there is nothing to close: no such run, or it has ended. What waiting does not heal is a
 * `problem`, because the run must be closed all the same. Idempotent; throws retryable coded errors, after all pools
 * have been tried.
 */
export async function rememberDeadRun(
  ports: RecordPorts,
  order: DeadRunOrder,
): Promise<{ run: DeadRun | null; problem: string | null }> {
  await stopTheClock(ports.records, order.runId);
  const found = await judge(ports.records, order.runId);
  if (!found) return { run: null, problem: null };
  const { run, ending } = found;
  const { runId, cluster, kind, poolName, cleanup } = run;
  const { verdict, reason, provenAt, remember } = ending;
  const { freshForMs } = order;
  // Somebody waited for a run that was asked for, so even its first inconclusive end is an alert.
  const flapThreshold = run.startedBy?.by === 'http' ? 1 : order.flapThreshold;
  const errors: unknown[] = [];
  const common = { runId, cluster, evidenceSince: run.startedAt, provenAt, freshForMs, flapThreshold };
  for (const pool of remember)
    await recordPosture(ports, { ...common, pool }).catch((error: unknown) => errors.push(error));
  const passing = errors.find((error) => toFailure(error).retryable);
  if (passing && !order.anyway) throw passing;
  const problem = errors.length > 0 ? toFailure(errors[0]).message : null;
  const makes = run.createdCluster === undefined ? {} : { makesCluster: true as const };
  return { run: { cluster, kind, poolName, cleanup, verdict, reason, ...makes }, problem };
}

/**
 * The moment of the end stays what it is, although closing the run writes to it: a proof made meanwhile is the younger
 * one. It is written before the nodes are read, so that the proof of a node that outlives its run, and is recorded after
 * that reading, knows that it is late.
 */
async function stopTheClock(records: RunRecords, runId: string): Promise<void> {
  const run = await records.readRun(runId);
  if (run?.status === 'running' && run.endedAt === null) await records.updateRun(runId, { endedAt: run.updatedAt });
}

/** Writes the end of a run that died: what its records say, and `change`. Idempotent; throws coded errors. */
export async function endDeadRun(
  records: RunRecords,
  { runId, change }: { runId: string; change: Partial<RunRecord> },
): Promise<{ ended: false } | { ended: true; verdict: DeadEnding['verdict']; run: RunFacts }> {
  const found = await judge(records, runId);
  if (!found) return { ended: false };
  const { verdict, reason, pools } = found.ending;
  await records.updateRun(runId, { ...change, verdict, reason, pools });
  return { ended: true, verdict, run: factsOf(found.run) };
}

async function judge(records: RunRecords, runId: string): Promise<{ run: RunRecord; ending: DeadEnding } | null> {
  const run = await records.readRun(runId);
  if (run?.status !== 'running') return null;
  return { run, ending: concludeDeadRun(run, await records.listProvenNodes(runId)) };
}
