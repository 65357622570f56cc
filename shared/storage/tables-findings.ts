import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import { z } from 'zod';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { storageKey } from '../clusters/keys.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';
import type { Findings } from '../ports/findings.ts';
import { changeWaiver } from '../workloads/change-waiver.ts';
import {
  type Finding,
  findingSeverities,
  type Inspection,
  type LastInspections,
  type Waiver,
  type WaiverChange,
} from '../workloads/finding.ts';
import { matches } from '../workloads/waiver-etag.ts';
import { retryLostRace } from './access/retry-lost-race.ts';
import type { StorageAccess } from './access/storage-access.ts';
import { planFindings, type StoredFinding } from './plan-findings.ts';
import { fromColumns, toColumns } from './tables/json-columns.ts';
import { openTable } from './tables/open-table.ts';
import { clusterRow, parseRow, principal } from './tables/stored-rows.ts';
import { submitTransactions } from './tables/submit-transactions.ts';
import { boundedTableKey } from './tables/table-key.ts';
import { tableSuffix } from './tables/table-layout.ts';
import { listRows, type Row, readEntity } from './tables/table-rows.ts';

const waiverFields = z.object({
  reason: z.string(),
  until: z.string(),
  at: z.string().nullable().default(null),
  by: principal.nullable().default(null),
}) satisfies z.ZodType<Waiver>;

const waiverChange = z.object({
  change: z.enum(['waived', 'unwaived']),
  at: z.string(),
  by: principal.nullable(),
  reason: z.string(),
  until: z.string(),
}) satisfies z.ZodType<WaiverChange>;

const findingRow = z.object({
  id: z.string(),
  cluster: clusterRow,
  rule: z.string(),
  severity: z.enum(findingSeverities),
  subject: z.string(),
  message: z.string(),
  remedy: z.string(),
  controls: z.array(z.string()),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  resolvedAt: z.string().nullable(),
  waiver: waiverFields.nullable(),
  waiverHistory: z.array(waiverChange).default([]),
  openedAt: z.string(),
}) satisfies z.ZodType<StoredFinding>;

/**
 * Row key of the times of the last inspections, in the partition of a cluster's findings. No finding's id begins like
 * this.
 */
const inspectionKey = '!inspections';

const moment = z.iso.datetime({ offset: true });
const earliest = new Date(0).toISOString();
const inspectionRow = z.object({ azure: moment.exactOptional(), workloads: moment.exactOptional() });

const never: LastInspections = { azure: null, workloads: null };

/** Implements Findings in the table `<prefix>findings`: one partition per cluster, one row per finding. */
export function createFindings(access: StorageAccess & { tablePrefix: string }): Findings {
  const table = openTable(access, `${access.tablePrefix}${tableSuffix.findings}`);
  return {
    recordInspection: (inspection) =>
      table.use((client) =>
        retryLostRace(`The findings of cluster ${inspection.cluster.name}`, async () => {
          const rows = await listClusterRows(client, inspection.cluster);
          const known = new Map(rows.flatMap(readableFinding).map((finding) => [finding.id, finding]));
          const plan = planFindings(known, inspection);
          const eTags = new Map(rows.map(({ rowKey, etag }) => [rowKey, etag]));
          const partitionKey = storageKey(inspection.cluster);
          const writes = plan.changed.map((finding): TransactionAction => {
            const rowKey = boundedTableKey(finding.id);
            const entity = { ...toColumns(redactTexts(finding)), partitionKey, rowKey };
            const etag = eTags.get(rowKey);
            return etag === undefined ? ['create', entity] : ['update', entity, 'Replace', { etag }];
          });
          await submitTransactions(client, [...writes, ...noteInspection(rows, inspection)]);
          for (const finding of plan.changed) known.set(finding.id, redactTexts(finding));
          return { opened: plan.opened, resolved: plan.resolved, findings: [...known.values()].map(toFinding) };
        }),
      ),

    listFindings: (cluster) =>
      table.use(async (client) => (await listClusterRows(client, cluster)).flatMap(readableFinding).map(toFinding)),

    readLastInspections: (cluster) =>
      table.use(async (client) => {
        const row = await readEntity(client, storageKey(cluster), inspectionKey);
        return { ...never, ...(row && parseInspections(row, cluster)) };
      }),

    waive: (cluster, findingId, waiver, asked, ifMatch = null) =>
      table.use((client) =>
        retryLostRace(`The finding ${findingId}`, async () => {
          const keys = { partitionKey: storageKey(cluster), rowKey: boundedTableKey(findingId) };
          const row = await readEntity(client, keys.partitionKey, keys.rowKey);
          if (!row) return { found: false, matched: false };
          const known = parseRow(findingRow, fromColumns(row), `of the finding ${findingId}`);
          if (!matches(known, ifMatch)) return { found: true, matched: false };
          const change = changeWaiver(known, waiver && withoutSecrets(waiver), asked);
          if (!change) return { found: true, matched: true };
          const columns = toColumns({ ...change });
          await client.updateEntity({ ...columns, ...keys }, 'Merge', row.etag === undefined ? {} : { etag: row.etag });
          return { found: true, matched: true };
        }),
      ),
  };
}

function listClusterRows(client: TableClient, cluster: ClusterReference): Promise<Row[]> {
  return listRows(client, { filter: odata`PartitionKey eq ${storageKey(cluster)}` });
}

/**
 * Notes the times of an inspection with its last findings, in their order: if the process dies in between, the cluster seems
 * to have been inspected earlier than it was, never later. `rows` are those of the cluster.
 */
function noteInspection(rows: readonly Row[], { cluster, sources, at }: Inspection): TransactionAction[] {
  const row = rows.find(({ rowKey }) => rowKey === inspectionKey);
  const last = row ? parseInspections(row, cluster) : {};
  const newer = sources.filter((source) => Date.parse(last[source] ?? earliest) < Date.parse(at));
  if (newer.length === 0) return [];
  const columns = toColumns(Object.fromEntries(newer.map((source) => [source, at])));
  const entity = { ...columns, partitionKey: storageKey(cluster), rowKey: inspectionKey };
  return [row?.etag === undefined ? ['create', entity] : ['update', entity, 'Merge', { etag: row.etag }]];
}

/** A list leaves out a row that cannot be read; the next inspection that finds the same thing writes the row anew. */
function readableFinding(row: Row): StoredFinding[] {
  const parsed = findingRow.safeParse(fromColumns(row));
  return parsed.success ? [parsed.data] : [];
}

/** Removes secrets from all texts but the id, which is a key: redacted, two ids might become equal. */
function redactTexts(finding: StoredFinding) {
  return { ...withoutSecrets(finding), id: finding.id };
}

function toFinding({ openedAt: _ours, ...finding }: StoredFinding): Finding {
  return finding;
}

function parseInspections(row: Row, { name }: ClusterReference): z.output<typeof inspectionRow> {
  return parseRow(inspectionRow, fromColumns(row), `of the inspections of cluster ${name}`);
}
