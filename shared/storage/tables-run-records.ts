import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import type { z } from 'zod';
import { escapeKey, storageKey } from '../clusters/keys.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import { isStatus, parseRestError } from '../errors/parse-rest-error.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';
import { type ProvenNode, shortenProof } from '../isolation/coverage.ts';
import type { RunRecords } from '../ports/run-records.ts';
import { passesFilter, type RunFilter } from '../runs/run-filter.ts';
import { createRunId } from '../runs/run-id.ts';
import type { RunNode, RunRecord, RunStep } from '../runs/run-record.ts';
import type { StorageAccess } from './access/storage-access.ts';
import { deleteRun } from './tables/delete-rows.ts';
import { scopeOfRuns, youngerThan } from './tables/filters.ts';
import { type Columns, fromColumns, toColumns } from './tables/json-columns.ts';
import { listPage, parseContinuation } from './tables/list-page.ts';
import { openTable, type Table } from './tables/open-table.ts';
import { clusterRow, nodeRow, parseRow, provenRow, runRow, stepRow } from './tables/stored-rows.ts';
import { submitTransactions } from './tables/submit-transactions.ts';
import { runPartition, tableSuffix } from './tables/table-layout.ts';
import { ignoreMissing, listRows, type Row, readEntity } from './tables/table-rows.ts';
import { createRow, type Keys } from './tables/write-row.ts';

/**
 * Implements RunRecords in two tables: `<prefix>runs` (runs, open runs, known clusters) and `<prefix>parts` (steps and
 * nodes, one partition per run). Row keys are run ids, which sort newest first. Updates merge the given fields, so that
 * two writers of different fields never overwrite each other.
 */
export function createRunRecords(access: StorageAccess & { tablePrefix: string }): RunRecords {
  const runs = openTable(access, `${access.tablePrefix}${tableSuffix.runs}`);
  const parts = openTable(access, `${access.tablePrefix}${tableSuffix.parts}`);
  return {
    ...createRunRows(runs),
    ...createPartRows(parts),
    ...createClusterRows(runs),
    removeRun: (runId) => deleteRun({ runs, parts }, escapeKey(runId)),
  };
}

type RunMethods = 'createRun' | 'readRun' | 'updateRun' | 'listRuns' | 'listOpenRuns' | 'removeStrayMarkers';

function createRunRows(runs: Table): Pick<RunRecords, RunMethods> {
  return {
    createRun: (run) =>
      runs.use(async (client) => {
        const rowKey = escapeKey(run.runId);
        const columns = toColumns({ ...cleanTexts(run), clusterKey: storageKey(run.cluster) });
        if (run.status === 'running') await client.upsertEntity({ partitionKey: runPartition.open, rowKey }, 'Replace');
        try {
          return { created: await createRow(client, { partitionKey: runPartition.runs, rowKey }, columns) };
        } catch (error) {
          // Without an answer the row may have been written all the same, and then its marker is needed.
          if (wasRefused(error)) await forgetStrayMarker(client, rowKey).catch(() => false);
          throw error;
        }
      }),

    readRun: (runId) =>
      runs.use(async (client) => {
        const row = await readEntity(client, runPartition.runs, escapeKey(runId));
        return row && parseRow(runRow, fromColumns(row), `of run ${runId}`);
      }),

    updateRun: (runId, change) => runs.use((client) => mergeRun(client, runId, change)),

    listRuns: ({ limit, continuation, filter = {} }) =>
      runs.use(async (client) => {
        const position = parseContinuation(continuation);
        if (filter.status === 'running') return listOpenPage(client, filter, { limit, position });
        const page = await listPage(client, scopeOfRuns(filter), { limit, position });
        return { runs: page.rows.flatMap(readableRun), continuation: page.continuation };
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

    removeStrayMarkers: (before) =>
      runs.use(async (client) => {
        // Run ids count down, so the older ones are at the end of the partition.
        const from = createRunId(Date.parse(before), '');
        const filter = odata`PartitionKey eq ${runPartition.open} and RowKey ge ${from}`;
        let removed = 0;
        for (const { rowKey = '' } of await listRows(client, { filter }))
          if (await forgetStrayMarker(client, rowKey)) removed++;
        return { removed };
      }),
  };
}

/** The few runs that have not ended are found by their markers, however many others there are. */
async function listOpenPage(client: TableClient, filter: RunFilter, page: Parameters<typeof listPage>[2]) {
  const younger = filter.since ? ` and ${youngerThan(filter.since)}` : '';
  const { rows, continuation } = await listPage(client, odata`PartitionKey eq ${runPartition.open}` + younger, page);
  const found = await Promise.all(rows.map(({ rowKey = '' }) => readEntity(client, runPartition.runs, rowKey)));
  const runs = found.flatMap((row) => (row ? readableRun(row) : [])).filter((run) => passesFilter(run, filter));
  return { runs, continuation };
}

async function mergeRun(client: TableClient, runId: string, change: Partial<RunRecord>): Promise<void> {
  const { runId: _never, ...fields } = change;
  const keys = { partitionKey: runPartition.runs, rowKey: escapeKey(runId) };
  try {
    await client.updateEntity({ ...toColumns(cleanTexts(fields)), ...keys }, 'Merge');
  } catch (error) {
    if (isStatus(error, 404)) throw new KataproofError('RunNotFound', `There is no run ${runId}.`);
    throw error;
  }
  if (change.status && change.status !== 'running') await forgetOpenRun(client, runId);
}

/**
 * Removes the marker of a run that has no row. The marker is written before the row, so the row may have come meanwhile:
 * then the marker is written again.
 */
async function forgetStrayMarker(client: TableClient, rowKey: string): Promise<boolean> {
  const isWritten = async () => (await readEntity(client, runPartition.runs, rowKey)) !== null;
  if (await isWritten()) return false;
  await client.deleteEntity(runPartition.open, rowKey).catch(ignoreMissing);
  if (!(await isWritten())) return true;
  await client.upsertEntity({ partitionKey: runPartition.open, rowKey }, 'Replace');
  return false;
}

/** The service answered that it will not write the row. */
function wasRefused(error: unknown): boolean {
  const facts = parseRestError(error, Date.now());
  return facts.kind === 'answered' && facts.status >= 400 && facts.status < 500 && facts.status !== 408;
}

async function forgetOpenRun(client: TableClient, runId: string): Promise<void> {
  await client.deleteEntity(runPartition.open, escapeKey(runId)).catch(ignoreMissing);
}

/** The fields of a run without secrets in those that quote others. The other fields say what is to be done, exactly. */
function cleanTexts(fields: Partial<RunRecord>): Record<string, unknown> {
  const { step, reason, pools, cleanupResult } = fields;
  return { ...fields, ...withoutSecrets({ step, reason, pools, cleanupResult }) };
}

/** Steps and nodes, in one partition per run. */
type NodeMethods = 'recordNode' | 'addNode' | 'listNodes' | 'listNodePage' | 'listProvenNodes' | 'readProvenNode';
type PartMethods = 'recordSteps' | 'listSteps' | NodeMethods;

function createPartRows(parts: Table): Pick<RunRecords, PartMethods> {
  const listParts = <T>(runId: string, prefix: `${string}-`, schema: z.ZodType<T>) =>
    parts.use(async (client) => {
      const rows = await listPrefixed(client, escapeKey(runId), prefix);
      return rows.map((row) => parseRow(schema, fromColumns(row), `${row.rowKey} of run ${runId}`));
    });
  return {
    recordSteps: (runId, ...steps) =>
      parts.use(async (client) => {
        const rows = steps.map((step) => rowOfStep(runId, step));
        // As one request, which is one transaction on the bill.
        if (rows.length > 1) await submitTransactions(client, rows.map(replacing));
        else for (const row of rows) await client.upsertEntity(row, 'Replace');
      }),
    listSteps: (runId) => listParts(runId, 'step-', stepRow),
    recordNode: (runId, node) =>
      parts.use(async (client) => {
        await client.upsertEntity(rowOfNode(runId, node), 'Replace');
      }),
    addNode: (runId, node, line) =>
      parts.use(async (client) => {
        try {
          await client.submitTransaction([['create', rowOfNode(runId, node)], replacing(rowOfStep(runId, line))]);
          return { added: true };
        } catch (error) {
          if (isStatus(error, 409)) return { added: false };
          throw error;
        }
      }),
    listNodes: (runId) => listParts(runId, 'node-', nodeRow),
    listNodePage: (runId, { limit, continuation }) =>
      parts.use(async (client) => {
        const position = parseContinuation(continuation, nodeKeyShape);
        const page = await listPage(client, prefixed(escapeKey(runId), 'node-'), { limit, position });
        const nodes = page.rows.map((row) => parseRow(nodeRow, fromColumns(row), `${row.rowKey} of run ${runId}`));
        return { nodes, continuation: page.continuation };
      }),
    listProvenNodes: (runId) =>
      parts.use(async (client) => {
        const rows = await listPrefixed(client, escapeKey(runId), 'node-', ['short', 'short_parts']);
        return rows.flatMap((row) => provenOf(row) ?? []);
      }),
    readProvenNode: (runId, { poolName, nodeName }) =>
      parts.use(async (client) => {
        const row = await readEntity(client, escapeKey(runId), nodeKey(poolName, nodeName));
        return row && provenOf(row);
      }),
  };
}

function rowOfStep(runId: string, step: RunStep): Keys & Columns {
  const columns = toColumns(withoutSecrets({ ...step }));
  return { ...columns, partitionKey: escapeKey(runId), rowKey: `step-${escapeKey(step.sequence)}` };
}

function rowOfNode(runId: string, node: RunNode): Keys & Columns {
  const { poolName, evidence, verdict } = node;
  const harmless = withoutSecrets(node);
  // A name, uid or boot id is compared with those of the cluster, and so must stay as it is.
  const short = shortenProof(poolName, evidence, { ...harmless.verdict, nodeName: verdict.nodeName });
  const columns = toColumns({ ...harmless, poolName, short });
  return { ...columns, partitionKey: escapeKey(runId), rowKey: nodeKey(poolName, evidence.nodeName) };
}

const replacing = (row: Keys & Columns): TransactionAction => ['upsert', row, 'Replace'];

/** Null for a row that another version may have written: then the node counts as not proven yet. */
function provenOf(row: Row): ProvenNode | null {
  return provenRow.safeParse(fromColumns(row)).data?.short ?? null;
}

function createClusterRows(runs: Table): Pick<RunRecords, 'rememberCluster' | 'listKnownClusters'> {
  return {
    rememberCluster: (cluster) =>
      runs.use(async (client) => {
        const columns = toColumns({ ...cluster });
        await client.upsertEntity({ ...columns, partitionKey: runPartition.clusters, rowKey: storageKey(cluster) });
      }),

    listKnownClusters: () =>
      runs.use(async (client) => {
        const rows = await listRows(client, { filter: odata`PartitionKey eq ${runPartition.clusters}` });
        // One row that cannot be read must not keep the sweep from all other clusters.
        return rows.flatMap((row) => clusterRow.safeParse(fromColumns(row)).data ?? []);
      }),
  };
}

/** What nodeKey makes, whose parts have no quote. */
const nodeKeyShape = /^node-[^'\\/#?]{1,900}$/;

/**
 * The row key of a node. Names of pools and nodes are DNS labels, so the (escaped) slash between them is unambiguous.
 */
function nodeKey(poolName: string | null, nodeName: string): string {
  return `node-${escapeKey(`${poolName ?? ''}/${nodeName}`)}`;
}

/**
 * A list leaves out a row that cannot be read, so that it does not hide the others. Reading the row by itself gives the
 * reason.
 */
function readableRun(row: Row): RunRecord[] {
  const parsed = runRow.safeParse(fromColumns(row));
  return parsed.success ? [parsed.data] : [];
}

function listPrefixed(
  client: TableClient,
  partitionKey: string,
  prefix: `${string}-`,
  select?: string[],
): Promise<Row[]> {
  return listRows(client, { ...(select && { select }), filter: prefixed(partitionKey, prefix) });
}

/** '.' is the character after '-', so the range ends where the prefix ends. */
function prefixed(partitionKey: string, prefix: `${string}-`): string {
  const end = prefix.replace(/-$/, '.');
  return odata`PartitionKey eq ${partitionKey} and RowKey ge ${prefix} and RowKey lt ${end}`;
}
