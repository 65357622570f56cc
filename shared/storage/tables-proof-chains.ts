import { createHash } from 'node:crypto';
import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import { z } from 'zod';
import { storageKey } from '../clusters/keys.ts';
import { isStatus } from '../errors/parse-rest-error.ts';
import { redact } from '../errors/redact.ts';
import type { ChainHead, ProofChains, ProofEntry } from '../ports/proof-chains.ts';
import type { StorageAccess } from './access/storage-access.ts';
import { deleteAged } from './tables/delete-rows.ts';
import { fromColumns, toColumns } from './tables/json-columns.ts';
import { listPage, parseContinuation } from './tables/list-page.ts';
import { openTable } from './tables/open-table.ts';
import { parseRow, verdict } from './tables/stored-rows.ts';
import { chainRow, tableSuffix } from './tables/table-layout.ts';
import { ignoreMissing, readEntity } from './tables/table-rows.ts';
import type { Keys } from './tables/write-row.ts';

const head = { sequence: z.int(), digest: z.string() };

const headRow = z.object(head) satisfies z.ZodType<ChainHead>;

/** The row key of the news that the head took up; absent in the row of an earlier version. */
const headNews = z.object({ news: z.string() });

const entryRow = z.object({
  ...head,
  runId: z.string(),
  provenAt: z.string(),
  verdict,
  reason: z.string(),
  nodesPresent: z.number().nullable(),
  nodesProven: z.number(),
  nodeImageVersion: z.string().nullable(),
  previousDigest: z.string().nullable(),
  signed: z.boolean(),
}) satisfies z.ZodType<ProofEntry>;

/** Sequence numbers count down in row keys, so that the newest sorts first. */
const largestSequence = 9_999_999_999;

const continuationShape = /^proof\|\d{10}$/;

function entryKey(sequence: number): string {
  return `${chainRow.proof}${String(largestSequence - sequence).padStart(10, '0')}`;
}

function newsKey(news: string): string {
  return `${chainRow.news}${createHash('sha256').update(news).digest('hex')}`;
}

/**
 * Implements ProofChains in the table `<prefix>proofs`: a partition per pool, with a row that names the head, one per
 * record and one per news, so that a record is taken up in one transaction.
 */
export function createProofChains(access: StorageAccess & { tablePrefix: string }): ProofChains {
  const table = openTable(access, `${access.tablePrefix}${tableSuffix.proofs}`);
  return {
    readHead: (cluster, poolName, news) => table.use((client) => readHead(client, storageKey(cluster, poolName), news)),

    findNews: (cluster, poolName, news) =>
      table.use(async (client) => {
        const key = storageKey(cluster, poolName);
        const row = await readEntity(client, key, newsKey(news));
        return row && parseRow(headRow, fromColumns(row), `of news in the chain of ${key}`);
      }),

    append: (cluster, poolName, { entry, news, eTag }) =>
      table.use(async (client) => {
        const partitionKey = storageKey(cluster, poolName);
        const { sequence, digest, provenAt } = entry;
        const of = (rowKey: string): Keys => ({ partitionKey, rowKey });
        const headColumns = { ...of(chainRow.head), ...toColumns({ sequence, digest, news: newsKey(news) }) };
        const moved: TransactionAction =
          eTag === null ? ['create', headColumns] : ['update', headColumns, 'Replace', { etag: eTag }];
        return {
          appended: await submitUnlessLost(client, eTag, [
            moved,
            // Retention looks for `at`, in every partition at once.
            [
              'create',
              {
                ...of(entryKey(sequence)),
                ...toColumns({ ...entry, reason: redact(entry.reason), at: provenAt }),
              },
            ],
            ['create', { ...of(newsKey(news)), ...toColumns({ sequence, digest, at: provenAt }) }],
          ]),
        };
      }),

    markSigned: (cluster, poolName, { sequence, digest }) =>
      table.use(async (client) => {
        const keys = { partitionKey: storageKey(cluster, poolName), rowKey: entryKey(sequence) };
        const row = await readEntity(client, keys.partitionKey, keys.rowKey);
        if (row && entryRow.safeParse(fromColumns(row)).data?.digest === digest)
          await client.updateEntity({ ...keys, ...toColumns({ signed: true }) }, 'Merge').catch(ignoreMissing);
      }),

    listProofs: (cluster, poolName, { limit, continuation, since }) =>
      table.use(async (client) => {
        const position = parseContinuation(continuation, continuationShape);
        const partition = storageKey(cluster, poolName);
        const { proof, afterProof } = chainRow;
        const range = odata`PartitionKey eq ${partition} and RowKey ge ${proof} and RowKey lt ${afterProof}`;
        // Columns hold JSON, in which moments sort as they come.
        const scope = since ? `${range} and ${odata`provenAt ge ${JSON.stringify(since)}`}` : range;
        const page = await listPage(client, scope, { limit, position });
        const proofs = page.rows.map((row) =>
          parseRow(entryRow, fromColumns(row), `${row.rowKey} of the chain of ${partition}`),
        );
        return { proofs, continuation: page.continuation };
      }),

    removeOlderThan: (before, limit) =>
      table.use(async (client) => {
        const removed = await deleteAged(client, new Date(before).toISOString(), limit);
        return { removed, more: removed >= limit };
      }),
  };
}

async function readHead(client: TableClient, key: string, news?: string): ReturnType<ProofChains['readHead']> {
  const row = await readEntity(client, key, chainRow.head);
  if (!row) return { value: null, eTag: null };
  const fields = fromColumns(row);
  const isOfNews = news !== undefined && headNews.safeParse(fields).data?.news === newsKey(news);
  const value = parseRow(headRow, fields, `of the chain of ${key}`);
  return { value, eTag: row.etag ?? null, ...(isOfNews && { isOfNews }) };
}

/** False when another writer has moved the head, or has written one of the rows. */
async function submitUnlessLost(
  client: TableClient,
  eTag: string | null,
  actions: TransactionAction[],
): Promise<boolean> {
  try {
    await client.submitTransaction(actions);
    return true;
  } catch (error) {
    // Where all rows are new, only the table itself can be missing.
    if (isStatus(error, 409) || isStatus(error, 412) || (isStatus(error, 404) && eTag !== null)) return false;
    throw error;
  }
}
