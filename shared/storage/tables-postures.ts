import { odata } from '@azure/data-tables';
import { z } from 'zod';
import { storageKey, storageKeysBelow } from '../clusters/keys.ts';
import { redact } from '../errors/redact.ts';
import type { PostureFilter, Postures } from '../ports/postures.ts';
import type { Posture } from '../posture/posture.ts';
import type { StorageAccess } from './access/storage-access.ts';
import { fromColumns, toColumns } from './tables/json-columns.ts';
import { listPage, parseContinuation } from './tables/list-page.ts';
import { openTable } from './tables/open-table.ts';
import { clusterRow, parseRow, verdict } from './tables/stored-rows.ts';
import { posturePartition, tableSuffix } from './tables/table-layout.ts';
import { listRows, type Row, readEntity } from './tables/table-rows.ts';
import { writeUnchangedRow } from './tables/write-row.ts';

const postureRow = z.object({
  cluster: clusterRow,
  poolName: z.string(),
  verdict,
  reason: z.string(),
  since: z.string(),
  provenAt: z.string(),
  freshUntil: z.string(),
  nodeImageVersion: z.string().nullable(),
  nodesPresent: z.number().nullable(),
  nodesProven: z.number(),
  runId: z.string(),
  evidenceHash: z.string().nullable(),
  evidenceSince: z.string().nullable().default(null),
  changing: z.boolean(),
  changingSince: z.string().nullable().default(null),
  quarantined: z.boolean().exactOptional(),
  retired: z.boolean(),
}) satisfies z.ZodType<Posture>;

/** A storage key of a cluster and a pool: four parts. Names in ARM contain no quote, so a quote is not accepted. */
const continuationShape = /^[^|'\\/#?]+(\|[^|'\\/#?]+){3}$/;

const inPartition = odata`PartitionKey eq ${posturePartition}`;

/**
 * Implements Postures in the table `<prefix>postures`: the whole fleet in one partition, sorted by cluster and pool.
 */
export function createPostures(access: StorageAccess & { tablePrefix: string }): Postures {
  const table = openTable(access, `${access.tablePrefix}${tableSuffix.postures}`);
  return {
    readPosture: (cluster, poolName) =>
      table.use(async (client) => {
        const key = storageKey(cluster, poolName);
        const row = await readEntity(client, posturePartition, key);
        if (!row) return { value: null, eTag: null };
        return { value: parseRow(postureRow, fromColumns(row), `of the pool ${key}`), eTag: row.etag ?? null };
      }),

    writePosture: (posture, eTag) =>
      table.use(async (client) => {
        const keys = { partitionKey: posturePartition, rowKey: storageKey(posture.cluster, posture.poolName) };
        const columns = toColumns({ ...posture, reason: redact(posture.reason) });
        return { written: await writeUnchangedRow(client, keys, columns, eTag) };
      }),

    listPostures: ({ limit, continuation, filter = {} }) =>
      table.use(async (client) => {
        const position = parseContinuation(continuation, continuationShape);
        const page = await listPage(client, scopeOf(filter), { limit, position });
        return { postures: page.rows.flatMap(readablePosture), continuation: page.continuation };
      }),

    listClusterPostures: (cluster) =>
      table.use(async (client) => {
        return (await listRows(client, { filter: scopeOf({ cluster }) })).flatMap(readablePosture);
      }),
  };
}

/** What the service itself looks for. Columns hold JSON, in which moments sort as they come. */
function scopeOf({ cluster, verdict: asked, since }: PostureFilter): string {
  const { from = '', to = '' } = cluster ? storageKeysBelow(cluster) : {};
  return [
    inPartition,
    ...(cluster ? [odata`RowKey ge ${from} and RowKey lt ${to}`] : []),
    ...(asked ? [odata`verdict eq ${JSON.stringify(asked)}`] : []),
    ...(since ? [odata`since ge ${JSON.stringify(since)}`] : []),
  ].join(' and ');
}

/**
 * A list leaves out a row that cannot be read, so that it does not hide the others. Reading the row by itself gives the
 * reason.
 */
function readablePosture(row: Row): Posture[] {
  const parsed = postureRow.safeParse(fromColumns(row));
  return parsed.success ? [parsed.data] : [];
}
