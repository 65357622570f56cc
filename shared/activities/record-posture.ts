import { composeAlert, reachOf } from '../alerts/compose-alert.ts';
import { decideAlert, type News, neverAnnounced } from '../alerts/decide-alert.ts';
import { formatClusterId } from '../clusters/cluster-id.ts';
import type { NodeVerdict } from '../isolation/evidence.ts';
import type { AlertSinks } from '../ports/alert-sinks.ts';
import type { AlertState, AlertStates } from '../ports/alert-states.ts';
import type { EvidenceArchive } from '../ports/evidence-archive.ts';
import type { Posture, Postures } from '../ports/postures.ts';
import type { RunNode, RunRecord, RunRecords } from '../ports/run-records.ts';
import { nextPosture } from '../posture/next-posture.ts';

export interface PosturePorts {
  records: RunRecords;
  postures: Postures;
  evidence: EvidenceArchive;
  alertStates: AlertStates;
  sinks: AlertSinks;
}

export interface PostureOrder {
  runId: string;
  provenAt: string;
  freshForMs: number;
  flapThreshold: number;
}

/** Tries under optimistic concurrency; writers of one pool are few, and each try reads afresh. */
const mostTries = 8;

/**
 * Takes what a run found into memory: archives its evidence, moves each pool's posture on, and queues the alerts that
 * follow. Idempotent: the same run recorded twice changes nothing and queues the same deliveries.
 */
export async function recordPosture(ports: PosturePorts, order: PostureOrder): Promise<{ alerts: string[] }> {
  const run = await ports.records.readRun(order.runId);
  if (!run) return { alerts: [] };
  const nodes = await ports.records.listNodes(order.runId);
  const { hash } = await ports.evidence.keepEvidence({
    runId: run.runId,
    cluster: run.cluster,
    pools: run.pools,
    nodes,
  });
  const alerts: string[] = [];
  for (const pool of run.pools) {
    const members = nodes.filter((node) => (node.poolName ?? pool.poolName) === pool.poolName);
    const posture = await movePosture(ports.postures, run, pool, members, hash, order);
    if (!posture) continue;
    const queued = await queueAlert(
      ports,
      order.runId,
      posture,
      members.map((node) => node.verdict),
      order.flapThreshold,
    );
    if (queued) alerts.push(queued);
  }
  return { alerts };
}

async function movePosture(
  postures: Postures,
  run: RunRecord,
  pool: RunRecord['pools'][number],
  nodes: RunNode[],
  evidenceHash: string,
  order: PostureOrder,
): Promise<Posture | null> {
  const { poolName, verdict, reason, nodesPresent, nodesProven } = pool;
  const nodeImageVersion = nodes.map(({ evidence }) => evidence.after?.nodeImageVersion).find(Boolean) ?? null;
  const news = { verdict, reason, nodesPresent, nodesProven, nodeImageVersion, evidenceHash };
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const { value, eTag } = await postures.readPosture(run.cluster, poolName);
    const next = nextPosture(value, { ...news, runId: run.runId, provenAt: order.provenAt }, order.freshForMs);
    if (!next) return null;
    const posture: Posture = { ...next, cluster: run.cluster, poolName };
    if ((await postures.writePosture(posture, eTag)).written) return posture;
  }
  throw new Error(`The posture of pool ${poolName} changed ${mostTries} times while it was being written.`);
}

/**
 * Decides under the alert state's ETag. Deliveries are queued first: dying in between queues the same ones again. `at` is
 * when the news arose: for staleness the moment of the look, which is long after the last proof.
 */
export async function queueAlert(
  ports: Pick<PosturePorts, 'alertStates' | 'sinks'>,
  newsId: string,
  posture: Posture,
  nodes: NodeVerdict[],
  flapThreshold: number,
  news: News = posture.verdict,
  at: string = posture.provenAt,
): Promise<string | null> {
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const { value, eTag } = await ports.alertStates.readAlertState(posture.cluster, posture.poolName);
    if (value?.lastNewsId === newsId) return null;
    const decision = decideAlert(value ?? neverAnnounced, news, flapThreshold);
    let queued: string | null = null;
    if (decision.alert) {
      const { verdict, reason, since, runId, poolName, cluster } = posture;
      const facts = { verdict, reason, since, at, before: lastTold(value), runId, poolName, nodes, newsId };
      const alert = composeAlert(decision.alert, {
        ...facts,
        clusterId: formatClusterId(cluster),
        clusterName: cluster.name,
      });
      queued = alert.id;
      for (const sink of ports.sinks.namesFor(reachOf(alert))) {
        const delivery = { id: `${alert.id}-${sink}`, sink, alert: { ...alert }, attempts: 0, nextAttemptAt: at };
        await ports.alertStates.enqueueDelivery({ ...delivery, lastError: null, dead: false });
      }
    }
    const changed = value?.announced !== decision.next.announced;
    const since = changed || !value ? at : value.since;
    const state: AlertState = {
      ...decision.next,
      cluster: posture.cluster,
      poolName: posture.poolName,
      since,
      lastNewsId: newsId,
    };
    if ((await ports.alertStates.writeAlertState(state, eTag)).written) return queued;
  }
  throw new Error(`The alert state of pool ${posture.poolName} changed ${mostTries} times while it was being written.`);
}

function lastTold(state: AlertState | null) {
  if (!state?.announced) return null;
  const told = state.announced === 'not-isolated' ? state.announcedVerdict : state.announced;
  return told && { state: told, since: state.since };
}
