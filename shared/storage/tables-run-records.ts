import { odata, type TableClient } from '@azure/data-tables';
import type { z } from 'zod';
import { KataproofError } from '../errors/kataproof-error.ts';
import type { RunRecord, RunRecords } from '../ports/run-records.ts';
import { isStatus } from './access/storage-error.ts';
import { fromColumns, toColumns } from './tables/json-columns.ts';
import { openTable, type StorageAccess } from './tables/open-table.ts';
import { formatContinuation, parseContinuation } from './tables/page-continuation.ts';
import { clusterRow, nodeRow, readRow, runRow, stepRow } from './tables/stored-rows.ts';
import { escapeTableKey } from './tables/table-key.ts';
import { runPartition, tableSuffix } from './tables/table-layout.ts';
import { ignoreMissing, listRows, type Row, readEntity } from './tables/table-rows.ts';
import { createRow } from './tables/write-row.ts';

/**
 * The history in two Azure tables: `<prefix>runs` (runs, open runs, known clusters) and `<prefix>parts` (steps and
 * nodes, one partition a run). Run ids are row keys and sort newest first. Writes merge the fields given, so that two
 * writers of different fields never undo one another.
 */
export function createRunRecords(access: StorageAccess & { tablePrefix: string }): RunRecords {
  const runs = openTable(access, `${access.tablePrefix}${tableSuffix.runs}`);
  const parts = openTable(access, `${access.tablePrefix}${tableSuffix.parts}`);

  const readRun = (runId: string) =>
    runs.use(async (client) => {
      const row = await readEntity(client, runPartition.runs, escapeTableKey(runId));
      return row && readRow(runRow, fromColumns(row), `of run ${runId}`);
    });

  const writePart = (runId: string, rowKey: string, fields: Record<string, unknown>) =>
    parts.use(async (client) => {
      const columns = toColumns(fields);
      await client.upsertEntity({ ...columns, partitionKey: escapeTableKey(runId), rowKey }, 'Replace');
    });

  const listParts = <T>(runId: string, prefix: string, schema: z.ZodType<T>) =>
    parts.use(async (client) => {
      const rows = await listPrefixed(client, escapeTableKey(runId), prefix);
      return rows.map((row) => readRow(schema, fromColumns(row), `${row.rowKey} of run ${runId}`));
    });

  const forgetOpenRun = (client: TableClient, runId: string) =>
    client.deleteEntity(runPartition.open, escapeTableKey(runId)).catch(ignoreMissing);

  return {
    createRun: (run) =>
      runs.use(async (client) => {
        const rowKey = escapeTableKey(run.runId);
        const columns = toColumns({ ...run });
        if (run.status === 'running') await client.upsertEntity({ partitionKey: runPartition.open, rowKey }, 'Replace');
        return { created: await createRow(client, { partitionKey: runPartition.runs, rowKey }, columns) };
      }),

    readRun,

    updateRun: (runId, change) =>
      runs.use(async (client) => {
        const { runId: _never, ...fields } = change;
        const columns = toColumns(fields);
        try {
          await client.updateEntity(
            { ...columns, partitionKey: runPartition.runs, rowKey: escapeTableKey(runId) },
            'Merge',
          );
        } catch (error) {
          if (isStatus(error, 404)) throw new KataproofError('RunNotFound', `There is no run ${runId}.`);
          throw error;
        }
        if (change.status && change.status !== 'running') await forgetOpenRun(client, runId);
      }),

    recordStep: (runId, step) => writePart(runId, `step-${escapeTableKey(step.sequence)}`, { ...step }),

    listSteps: (runId) => listParts(runId, 'step-', stepRow),

    recordNode: (runId, node) => writePart(runId, nodeKey(node.poolName, node.evidence.nodeName), { ...node }),

    listNodes: (runId) => listParts(runId, 'node-', nodeRow),

    listRuns: ({ limit, continuation }) =>
      runs.use(async (client) => {
        const after = continuation === null ? '' : escapeTableKey(parseContinuation(continuation));
        const filter = odata`PartitionKey eq ${runPartition.runs} and RowKey gt ${after}`;
        const rows = await listRows(client, { filter }, limit + 1);
        const page = rows.slice(0, limit);
        const last = page.at(-1)?.rowKey;
        return {
          runs: page.flatMap(readableRun),
          continuation: rows.length > limit && last !== undefined ? formatContinuation(last) : null,
        };
      }),

    listOpenRuns: () =>
      runs.use(async (client) => {
        const markers = await listRows(client, { filter: odata`PartitionKey eq ${runPartition.open}` });
        const open: RunRecord[] = [];
        for (const { rowKey = '' } of markers) {
          const row = await readEntity(client, runPartition.runs, rowKey);
          const [run] = row ? readableRun(row) : [];
          if (run?.status === 'running') open.push(run);
          else if (run) await forgetOpenRun(client, run.runId);
        }
        return open;
      }),

    rememberCluster: (cluster) =>
      runs.use(async (client) => {
        const id = `${cluster.subscriptionId}|${cluster.resourceGroup}|${cluster.name}`.toLowerCase();
        const columns = toColumns({ ...cluster });
        await client.upsertEntity({ ...columns, partitionKey: runPartition.clusters, rowKey: escapeTableKey(id) });
      }),

    listKnownClusters: () =>
      runs.use(async (client) => {
        const rows = await listRows(client, { filter: odata`PartitionKey eq ${runPartition.clusters}` });
        return rows.map((row) => readRow(clusterRow, fromColumns(row), `of cluster ${row.rowKey}`));
      }),
  };
}

/** A node's row: pools and nodes have names of DNS labels, so a slash (escaped) can only be ours. */
function nodeKey(poolName: string | null, nodeName: string): string {
  return `node-${escapeTableKey(`${poolName ?? ''}/${nodeName}`)}`;
}

/** In a list, a row that cannot be read is left out: it must not hide the others. Reading it by itself says why. */
function readableRun(row: Row): RunRecord[] {
  const parsed = runRow.safeParse(fromColumns(row));
  return parsed.success ? [parsed.data] : [];
}

function listPrefixed(client: TableClient, partitionKey: string, prefix: string): Promise<Row[]> {
  // '.' is the character after '-', so the range ends where the prefix does.
  const end = prefix.replace(/-$/, '.');
  return listRows(client, {
    filter: odata`PartitionKey eq ${partitionKey} and RowKey ge ${prefix} and RowKey lt ${end}`,
  });
}
