import type { TableClient } from '@azure/data-tables';
import { isStatus } from '../access/storage-error.ts';
import type { Columns } from './json-columns.ts';

export interface Keys {
  partitionKey: string;
  rowKey: string;
}

/** Guarded create: false when there is such a row already. */
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
 * Writes the row as long as it is still the one that was read under `eTag`; `null`: as long as there is none. False
 * when somebody was quicker, also by removing it.
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
