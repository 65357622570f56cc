import { storageKey } from '../shared/clusters/keys.ts';
import type { Posture } from '../shared/posture/posture.ts';
import { createRunId } from '../shared/runs/run-id.ts';
import type { RunRecord } from '../shared/runs/run-record.ts';
import { type Columns, toColumns } from '../shared/storage/tables/json-columns.ts';
import { posturePartition, runPartition } from '../shared/storage/tables/table-layout.ts';

export type TableRow = Columns & { partitionKey: string; rowKey: string };

const minuteMs = 60_000;
const firstMs = Date.parse('2026-01-01T00:00:00.000Z');
const subscriptionId = '11111111-1111-4111-8111-111111111111';

/** Builds `count` rows as the adapters write them. */
export function sampleRows(kind: 'runs' | 'postures', count: number): TableRow[] {
  return Array.from({ length: count }, (_, n) => (kind === 'runs' ? runRow(n) : postureRow(n)));
}

function runRow(n: number): TableRow {
  const at = new Date(firstMs + n * minuteMs).toISOString();
  const runId = createRunId(firstMs + n * minuteMs, `a${String(n).padStart(9, '0')}`);
  const run: RunRecord = {
    runId,
    kind: 'verification',
    cluster: { subscriptionId, resourceGroup: 'fleet', name: `cluster-${n % 200}` },
    poolName: 'kata',
    cleanup: 'always-delete',
    startedBy: null,
    request: {},
    status: 'done',
    percent: 100,
    step: 'Done: isolated',
    verdict: 'isolated',
    reason: 'All 3 nodes are isolated.',
    pools: [],
    cleanupResult: { podPairs: 'removed', namespace: 'removed', pool: 'none', problems: [] },
    createdPool: false,
    cancelRequested: false,
    startedAt: at,
    updatedAt: at,
    endedAt: at,
    expiresAt: at,
  };
  return { ...toColumns({ ...run }), partitionKey: runPartition.runs, rowKey: runId };
}

function postureRow(n: number): TableRow {
  const at = new Date(firstMs).toISOString();
  const name = `cluster-${String(Math.floor(n / 3)).padStart(5, '0')}`;
  const posture: Posture = {
    cluster: { subscriptionId, resourceGroup: 'fleet', name },
    poolName: `kata${n % 3}`,
    verdict: 'isolated',
    reason: 'All 3 nodes are isolated.',
    since: at,
    provenAt: at,
    freshUntil: at,
    nodeImageVersion: 'AKSAzureLinux-V3katagen2-202611.10.0',
    nodesPresent: 3,
    nodesProven: 3,
    runId: createRunId(firstMs, 'abcdefgh'),
    evidenceHash: 'a1'.repeat(32),
    evidenceSince: null,
    changing: false,
    changingSince: null,
    retired: false,
  };
  const rowKey = storageKey(posture.cluster, posture.poolName);
  return { ...toColumns({ ...posture }), partitionKey: posturePartition, rowKey };
}
