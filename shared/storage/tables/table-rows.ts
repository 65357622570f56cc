import type { TableClient, TableEntityQueryOptions } from '@azure/data-tables';
import { isStatus } from '../../errors/parse-rest-error.ts';

/** Most rows in one answer of the service (Query Entities, "a maximum of 1,000 items"). */
const largestPage = 1000;

/** A row as the service returns it, not validated yet. */
export type Row = Record<string, unknown> & { partitionKey?: string; rowKey?: string; etag?: string };

/** Reads one row; null when it does not exist. */
export async function readEntity(client: TableClient, partitionKey: string, rowKey: string): Promise<Row | null> {
  try {
    return await client.getEntity<Row>(partitionKey, rowKey);
  } catch (error) {
    if (isStatus(error, 404)) return null;
    throw error;
  }
}

/** Lists at most `most` rows in the order of their keys, and asks the service for no more than these. */
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

/** For deletions: ignores that the row does not exist (404), and throws every other error. */
export function ignoreMissing(error: unknown): void {
  if (!isStatus(error, 404)) throw error;
}
