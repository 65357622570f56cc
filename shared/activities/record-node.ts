import { placeOf } from '../isolation/provable-pools.ts';
import { isWorse, worstVerdict } from '../isolation/worst-verdict.ts';
import { judgeSeen } from '../runs/conclude-dead-run.ts';
import { isProvenBad } from '../runs/conclude-run.ts';
import type { RunNode, RunRecord, RunStep } from '../runs/run-record.ts';
import { type RecordPorts, recordPosture } from './record-posture.ts';

/** What the proof of a node showed. */
export interface NodeRecord {
  runId: string;
  node: RunNode;
  /** When the node was judged (ISO 8601). */
  at: string;
  freshForMs: number;
  /** The line of the timeline that tells of it. */
  line: RunStep;
}

/**
 * Records evidence and verdict of a node, and the line that tells of them. A leak or a doubt that the run has found on it stays: another proof of the node,
 * or this one told twice, does not write over it. The proof of a node may outlive its run: if the run has come to its
 * verdict without it, a leak or a doubt is remembered and told from here, since nobody else would do that any more.
 * Idempotent; throws coded errors.
 */
export async function recordNode(ports: RecordPorts, order: NodeRecord): Promise<{ late: boolean }> {
  const { runId, node, line } = order;
  const { added } = await ports.records.addNode(runId, node, line);
  if (added) return seeToLateness(ports, order);
  const isKept = await isWorseKnown(ports, order);
  if (!isKept) await ports.records.recordNode(runId, node);
  // A line that cannot be written now is no reason to record the node again.
  await ports.records.recordSteps(runId, line).catch(() => undefined);
  return isKept ? { late: false } : seeToLateness(ports, order);
}

async function seeToLateness(ports: RecordPorts, order: NodeRecord): Promise<{ late: boolean }> {
  const { runId, node } = order;
  if (!isProvenBad(node.verdict)) return { late: false };
  // A run whose record cannot be read now waits for this proof, most likely, and must not wait longer for that.
  const run = await ports.records.readRun(runId).catch(() => null);
  // A run that has told its verdict, or that the sweep is closing, reads its nodes no more, though its end takes long.
  const late = run !== null && (run.status !== 'running' || run.verdict !== null || run.endedAt !== null);
  if (late) await tellLate(ports, order, run);
  return { late };
}

async function isWorseKnown({ records }: RecordPorts, { runId, node }: NodeRecord): Promise<boolean> {
  const { poolName, verdict } = node;
  const known = await records.readProvenNode(runId, { poolName, nodeName: verdict.nodeName });
  return known !== null && isProvenBad(known) && isWorse(known.verdict, verdict.verdict);
}

async function tellLate(
  ports: RecordPorts,
  { runId, node, at, freshForMs }: Omit<NodeRecord, 'line'>,
  run: RunRecord,
): Promise<void> {
  const poolName = placeOf(node);
  const pool = judgeSeen(poolName, await ports.records.listProvenNodes(runId));
  const verdict = worstVerdict([run.verdict ?? 'inconclusive', pool.verdict]);
  const reason = verdict === run.verdict ? run.reason : pool.reason;
  const others = run.pools.filter((other) => other.poolName !== poolName);
  await ports.records.updateRun(runId, { verdict, reason, pools: [...others, pool] });
  // Other news than that of the run itself, which may have been told already.
  const newsId = `${runId}/${node.verdict.nodeName}`;
  const news = { runId, newsId, cluster: run.cluster, pool, evidenceSince: null, provenAt: at, freshForMs };
  await recordPosture(ports, { ...news, flapThreshold: 1 });
}
