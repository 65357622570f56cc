import { lostRace, untilWritten } from '../errors/until-written.ts';
import type { Ports } from '../ports/ports.ts';
import type { Postures } from '../ports/postures.ts';
import { nextPosture } from '../posture/next-posture.ts';
import type { Posture } from '../posture/posture.ts';
import type { RunNode, RunRecord } from '../runs/run-record.ts';
import { queueAlert } from './queue-alert.ts';

/** Which run to record, and the rules for freshness and alerts that it was started with. */
export interface PostureOrder {
  runId: string;
  /** ISO 8601. */
  provenAt: string;
  freshForMs: number;
  flapThreshold: number;
}

/**
 * Records what a run found: archives its evidence, updates the posture of each pool and queues the alerts that follow.
 * Idempotent: recording the same run twice changes nothing and queues the same deliveries. Throws coded errors.
 */
export async function recordPosture(
  ports: Pick<Ports, 'records' | 'postures' | 'evidence' | 'alertStates' | 'sinks'>,
  order: PostureOrder,
): Promise<{ alerts: string[] }> {
  const run = await ports.records.readRun(order.runId);
  if (!run) return { alerts: [] };
  const nodes = await ports.records.listNodes(order.runId);
  const { runId, cluster, pools } = run;
  const { hash } = await ports.evidence.keepEvidence({ runId, cluster, pools, nodes });
  const alerts: string[] = [];
  for (const pool of pools) {
    const members = nodes.filter((node) => (node.poolName ?? pool.poolName) === pool.poolName);
    const posture = await movePosture(ports.postures, run, pool, members, hash, order);
    if (!posture) continue;
    const { verdict: what, provenAt: at } = posture;
    const verdicts = members.map((node) => node.verdict);
    const news = { id: runId, what, at, nodes: verdicts, flapThreshold: order.flapThreshold };
    const queued = await queueAlert(ports, posture, news);
    if (queued) alerts.push(queued);
  }
  return { alerts };
}

/** Updates the posture of one pool and returns it; null when a later run has been recorded already. */
function movePosture(
  postures: Postures,
  { runId, cluster }: RunRecord,
  pool: RunRecord['pools'][number],
  nodes: RunNode[],
  evidenceHash: string,
  order: PostureOrder,
): Promise<Posture | null> {
  const { poolName, verdict, reason, nodesPresent, nodesProven } = pool;
  const nodeImageVersion = nodes.map(({ evidence }) => evidence.after?.nodeImageVersion).find(Boolean) ?? null;
  const { provenAt } = order;
  const news = { verdict, reason, nodesPresent, nodesProven, nodeImageVersion, evidenceHash, runId, provenAt };
  return untilWritten(`The posture of pool ${poolName}`, async () => {
    const { value, eTag } = await postures.readPosture(cluster, poolName);
    const next = nextPosture(value, news, order.freshForMs);
    if (!next) return null;
    const posture: Posture = { ...next, cluster, poolName };
    return (await postures.writePosture(posture, eTag)).written ? posture : lostRace;
  });
}
