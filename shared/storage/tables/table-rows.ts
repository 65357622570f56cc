import type { TableClient, TableEntityQueryOptions } from '@azure/data-tables';
import { isStatus } from '../access/storage-error.ts';

/** Rows in one answer of the service (Query Entities, "a maximum of 1,000 items"). */
const largestPage = 1000;

/** A row as the service gives it: columns that nobody has checked yet. */
export type Row = Record<string, unknown> & { partitionKey?: string; rowKey?: string; etag?: string };

export async function readEntity(client: TableClient, partitionKey: string, rowKey: string): Promise<Row | null> {
  try {
    return await client.getEntity<Row>(partitionKey, rowKey);
  } catch (error) {
    if (isStatus(error, 404)) return null;
    throw error;
  }
}

/** Rows in the order of their keys, at most `most` of them; the service is asked for no more than that. */
export async function listRows(
  client: TableClient,
  queryOptions: TableEntityQueryOptions,
  most = Infinity,
): Promise<Row[]> {
  const rows: Row[] = [];
  const pages = client.listEntities<Row>({ queryOptions }).byPage({ maxPageSize: Math.min(most, largestPage) });
  for await (const page of pages) {
    rows.push(...page);
    if (rows.length >= most) break;
  }
  return rows.slice(0, most);
}

/** For deletes: what is gone already needs no deleting. */
export function ignoreMissing(error: unknown): void {
  if (!isStatus(error, 404)) throw error;
}
