import { parseArgs } from 'node:util';
import { deliverAlerts } from '../../../shared/activities/deliver-alerts.ts';
import { queueStaleAlerts } from '../../../shared/activities/queue-stale-alert.ts';
import { recordPosture } from '../../../shared/activities/record-posture.ts';
import type { ClusterReference } from '../../../shared/clusters/cluster-reference.ts';
import { createAdapters } from '../../../shared/create-adapters.ts';
import type { Ports } from '../../../shared/ports/ports.ts';
import { isTooOld } from '../../../shared/posture/next-posture.ts';
import { concludeProof } from '../../../shared/runs/conclude-run.ts';
import { newRunRecord } from '../../../shared/runs/new-run-record.ts';
import type { RunStep } from '../../../shared/runs/run-record.ts';
import { readSettings } from '../../../shared/settings/read-settings.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { fleetSeeds } from './fleet-seeds.ts';
import { endOf, type KnownPool, type PastRun, planPast } from './plan-past.ts';
import { poolPasts } from './pool-pasts.ts';

/**
 * Writes the past of the demo fleet as the app would have written it, by its own activities and adapters, at moments of the
 * past: `node scripts/start/demo-fleet/write-past.ts --subscription ID`, with the settings of the app in its environment.
 * Prints one line of JSON at its end.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { subscription: { type: 'string', default: '' } } });
  const settings = readSettings();
  const ports = createAdapters(settings);
  const nowMs = Date.now();
  const pools = await readNodes(ports, values.subscription);
  const { freshForMs } = settings.workflow;
  const runs = planPast(pools, nowMs, freshForMs);
  // What was due in the same minutes is written at once; the next night reads what this one has written.
  for (const atOnce of Map.groupBy(runs, ({ at }) => at.slice(0, 13)).values())
    await writeTogether(ports, settings, atOnce);
  await tellOld(ports, clustersOf(pools), freshForMs, nowMs);
  process.stdout.write(`${JSON.stringify({ ready: true, runs: runs.length })}\n`);
}

function clustersOf(pools: readonly KnownPool[]): ClusterReference[] {
  return [...new Map(pools.map(({ cluster }) => [cluster.name, cluster])).values()];
}

/** The nodes as they are now: evidence of the past is about these. */
async function readNodes({ verification }: Ports, subscriptionId: string): Promise<KnownPool[]> {
  return Promise.all(
    poolPasts.map(async (past) => {
      const seed = fleetSeeds.find(({ name }) => name === past.clusterName);
      const cluster = { subscriptionId, resourceGroup: seed?.resourceGroup ?? '', name: past.clusterName };
      const { nodes } = await verification.listNodes(cluster, past.poolName);
      return { ...past, cluster, nodes: nodes.map(({ kataLabels: _labels, ...node }) => node) };
    }),
  );
}

async function writeTogether(ports: Ports, settings: Settings, runs: readonly PastRun[]): Promise<void> {
  const queued = await Promise.all(runs.map((run) => writeRun(ports, settings, run)));
  const last = Math.max(...runs.map(({ at }) => Date.parse(at)));
  if (queued.some((alerts) => alerts > 0)) await deliverAlerts(ports, new Date(endOf(last) + 2_000).toISOString());
}

/** Writes a run as its orchestration would have. Returns how many alerts it has queued. */
async function writeRun(ports: Ports, { workflow }: Settings, run: PastRun): Promise<number> {
  const { runId, at, cluster, kind, startedBy, poolName, nodes, pools, bases } = run;
  const { records } = ports;
  const asked = poolName === null ? { nodePools: pools.map((pool) => pool.poolName) } : { nodePool: poolName };
  const request = { cluster: { ...cluster }, ...(kind === 'provisioning' ? { nodePool: { name: poolName } } : asked) };
  const wish = { kind, cluster, poolName, cleanup: 'keep', startedBy, request } as const;
  await records.rememberCluster(cluster);
  await records.createRun(newRunRecord(wish, runId, at, workflow));
  await Promise.all([
    ...nodes.map((node) => records.recordNode(runId, node)),
    ...stepsOf(run).map((step) => records.recordSteps(runId, step)),
  ]);
  const provenAt = new Date(endOf(Date.parse(at))).toISOString();
  const evidenceSince = nodes[0]?.evidence.before?.readAt ?? null;
  const { freshForMs } = workflow;
  const flapThreshold = startedBy.by === 'http' ? 1 : workflow.flapThreshold;
  const rules = { runId, cluster, evidenceSince, provenAt, freshForMs, flapThreshold };
  let queued = 0;
  for (const [index, pool] of pools.entries()) {
    const basis = bases[index];
    const recorded = await recordPosture(ports, { ...rules, pool, ...(basis && { basis }) });
    if (recorded.alert !== null) queued++;
  }
  const { verdict, reason } = endingOf(run);
  const endedAt = new Date(endOf(Date.parse(at)) + 6_000).toISOString();
  await records.updateRun(runId, {
    ...{ status: 'done', percent: 100, step: `Done: ${verdict}`, verdict, reason, pools, endedAt, updatedAt: endedAt },
    createdPool: kind === 'provisioning',
    cleanupResult: {
      ...{ podPairs: 'removed', namespace: 'removed', problems: [] },
      pool: kind === 'provisioning' ? 'kept' : 'none',
    },
  });
  return queued;
}

const endingOf = ({ pools, bases }: PastRun) =>
  concludeProof({
    ...{ pools, bases, evidenceSince: null, residue: 'nothing' },
    ...{ cancelled: false, problem: null, unprovable: [] },
  });

function stepsOf(run: PastRun): RunStep[] {
  const { at, nodes } = run;
  const { verdict, reason } = endingOf(run);
  const lines: { afterMs: number; step: string; percent: number | null; detail: string | null }[] = [
    { afterMs: 15_000, step: `Proving ${nodes.length} nodes`, percent: 40, detail: null },
    ...nodes.map(({ evidence, verdict: judged }, index) => ({
      afterMs: 70_000 + index * 4_000,
      step: `${evidence.nodeName}: ${judged.verdict}`,
      percent: null,
      detail: judged.reason,
    })),
    { afterMs: 95_000, step: `Verdict: ${verdict}`, percent: 90, detail: reason },
    { afterMs: 100_000, step: 'Cleaned up', percent: 99, detail: 'pod pairs: removed, namespace: removed' },
  ];
  return lines.map(({ afterMs, ...line }, index) => ({
    ...line,
    sequence: String(index + 1).padStart(4, '0'),
    at: new Date(Date.parse(at) + afterMs).toISOString(),
  }));
}

/** Tells of proofs that grew too old, in the hour in which they did. */
async function tellOld(
  ports: Ports,
  clusters: readonly ClusterReference[],
  freshForMs: number,
  nowMs: number,
): Promise<void> {
  for (const cluster of clusters) {
    const postures = await ports.postures.listClusterPostures(cluster);
    const old = postures.filter((posture) => isTooOld(posture, new Date(nowMs).toISOString()));
    for (const posture of old) {
      const at = new Date(Date.parse(posture.provenAt) + freshForMs + 30 * 60_000).toISOString();
      await queueStaleAlerts(ports, [posture], at);
      await deliverAlerts(ports, at);
    }
  }
}

await main();
