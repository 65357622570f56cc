import type { TableClient } from '@azure/data-tables';
import { isStatus } from '../../errors/parse-rest-error.ts';
import type { Columns } from './json-columns.ts';

/** The two keys that identify a row of a table. */
export interface Keys {
  partitionKey: string;
  rowKey: string;
}

/** Creates a row; returns false when it exists. */
export async function createRow(client: TableClient, keys: Keys, columns: Columns): Promise<boolean> {
  try {
    await client.createEntity({ ...columns, ...keys });
    return true;
  } catch (error) {
    if (isStatus(error, 409)) return false;
    throw error;
  }
}

/**
 * Replaces the row if it has not changed since it was read under `eTag` (null: creates it if it does not exist).
 * Returns false when somebody else has changed or removed it.
 */
export async function writeUnchangedRow(
  client: TableClient,
  keys: Keys,
  columns: Columns,
  eTag: string | null,
): Promise<boolean> {
  if (eTag === null) return createRow(client, keys, columns);
  try {
    await client.updateEntity({ ...columns, ...keys }, 'Replace', { etag: eTag });
    return true;
  } catch (error) {
    if (isStatus(error, 412) || isStatus(error, 404)) return false;
    throw error;
  }
}
