import type { Delivery } from '../../../shared/alerts/delivery.ts';
import { storageKey } from '../../../shared/clusters/keys.ts';
import type { Posture } from '../../../shared/posture/posture.ts';
import { createRunId } from '../../../shared/runs/run-id.ts';
import type { RunRecord } from '../../../shared/runs/run-record.ts';
import { createDelivery } from '../../../shared/storage/tables/delivery-rows.ts';
import { type Columns, toColumns } from '../../../shared/storage/tables/json-columns.ts';
import {
  chainRow,
  posturePartition,
  runPartition,
  type tableSuffix,
} from '../../../shared/storage/tables/table-layout.ts';
import { sampleAlert } from '../samples/sample-alert.ts';
import { sampleNode, sampleRun } from '../samples/sample-runs.ts';

export type TableRow = Columns & { partitionKey: string; rowKey: string };

const minuteMs = 60_000;
const firstMs = Date.parse('2026-01-01T00:00:00.000Z');
const subscriptionId = '11111111-1111-4111-8111-111111111111';
const momentOf = (n: number) => new Date(firstMs + n * minuteMs).toISOString();

/** The cluster of row number `n`. */
export const clusterOfRow = (n: number) => {
  return { subscriptionId, resourceGroup: 'fleet', name: `cluster-${String(Math.floor(n / 3)).padStart(5, '0')}` };
};

/** The run that has nodes, and the pool that has proofs. */
export const sampleRunId = createRunId(firstMs, 'abcdefgh');
export const samplePool = 'kata0';

const rowsOf = {
  runs: runRows,
  postures: (n: number) => [postureRow(n)],
  alerts: alertRows,
  proofs: (n: number) => [proofRow(n)],
  parts: (n: number) => [nodeRow(n)],
} satisfies Partial<Record<keyof typeof tableSuffix, (n: number) => TableRow[]>>;

/** Builds what `count` runs, pools, deliveries, proofs or nodes are in their table, as the adapters write them. */
export function sampleRows(kind: keyof typeof rowsOf, count: number): TableRow[] {
  return Array.from({ length: count }, (_, n) => rowsOf[kind](n)).flat();
}

/** Each tenth run is under way. */
function runRows(n: number): TableRow[] {
  const at = momentOf(n);
  const runId = createRunId(firstMs + n * minuteMs, `a${String(n).padStart(9, '0')}`);
  const running = n % 10 === 0;
  const ended: Partial<RunRecord> = {
    ...{ status: 'done', percent: 100, step: 'Done: isolated', verdict: 'isolated', endedAt: at },
    ...{ reason: 'All 3 nodes are isolated.', kind: 'verification' },
  };
  const run = sampleRun(runId, { cluster: clusterOfRow(n % 600), startedAt: at, ...(running ? {} : ended) });
  const row = { ...toColumns({ ...run }), partitionKey: runPartition.runs, rowKey: runId };
  return running ? [row, { partitionKey: runPartition.open, rowKey: runId }] : [row];
}

function postureRow(n: number): TableRow {
  const at = momentOf(0);
  const posture: Posture = {
    cluster: clusterOfRow(n),
    poolName: `kata${n % 3}`,
    verdict: 'isolated',
    reason: 'All 3 nodes are isolated.',
    since: at,
    provenAt: at,
    freshUntil: at,
    nodeImageVersion: 'AKSAzureLinux-V3katagen2-202611.10.0',
    nodesPresent: 3,
    nodesProven: 3,
    runId: sampleRunId,
    evidenceHash: 'a1'.repeat(32),
    evidenceSince: null,
    changing: false,
    changingSince: null,
    retired: false,
  };
  const rowKey = storageKey(posture.cluster, posture.poolName);
  return { ...toColumns({ ...posture }), partitionKey: posturePartition, rowKey };
}

/** Each fourth is a dead letter, each other fourth is queued, and half were sent. */
function alertRows(n: number): TableRow[] {
  const at = momentOf(n);
  const id = `alert-${n}-hook`;
  const base: Delivery = {
    ...{ id, sink: 'hook', alert: { ...sampleAlert(`alert-${n}`) }, attempts: 0, nextAttemptAt: at },
    ...{ lastError: null, dead: n % 4 === 0 },
  };
  const delivery: Delivery = n % 4 === 0 ? { ...base, diedAt: at } : n % 4 === 1 ? base : { ...base, sentAt: at };
  return createDelivery(delivery).map(([, entity]) => entity as TableRow);
}

function proofRow(n: number): TableRow {
  const sequence = n + 1;
  const entry = {
    ...{ sequence, digest: 'a1'.repeat(32), previousDigest: 'b2'.repeat(32), runId: sampleRunId, signed: true },
    ...{ provenAt: momentOf(n), at: momentOf(n), verdict: 'isolated', reason: 'All 3 nodes are isolated.' },
    ...{ nodesPresent: 3, nodesProven: 3, nodeImageVersion: 'AKSAzureLinux-V3katagen2-202611.10.0' },
  };
  const rowKey = `${chainRow.proof}${String(9_999_999_999 - sequence).padStart(10, '0')}`;
  return { ...toColumns(entry), partitionKey: storageKey(clusterOfRow(0), samplePool), rowKey };
}

function nodeRow(n: number): TableRow {
  const nodeName = `aks-kata-12345678-vmss${String(n).padStart(6, '0')}`;
  const node = sampleNode(nodeName);
  return { ...toColumns({ ...node }), partitionKey: sampleRunId, rowKey: `node-kata=002f${nodeName}` };
}
