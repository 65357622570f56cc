import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import type { Table } from './open-table.ts';
import { submitTransactions } from './submit-transactions.ts';
import { runPartition } from './table-layout.ts';
import { ignoreMissing, listRows } from './table-rows.ts';
import type { Keys } from './write-row.ts';

export async function listKeys(client: TableClient, filter: string, most?: number): Promise<Keys[]> {
  const rows = await listRows(client, { filter, select: ['PartitionKey', 'RowKey'] }, most);
  return rows.map(({ partitionKey = '', rowKey = '' }) => ({ partitionKey, rowKey }));
}

/**
 * Removes rows of one partition. Two may remove the same rows at the same time: then rows are removed one by one, and
 * missing ones are ignored.
 */
export async function deleteRows(client: TableClient, rows: readonly Keys[]): Promise<void> {
  try {
    const deletes = rows.map(({ partitionKey, rowKey }): TransactionAction => ['delete', { partitionKey, rowKey }]);
    await submitTransactions(client, deletes);
  } catch (error) {
    ignoreMissing(error);
    for (const { partitionKey, rowKey } of rows) await client.deleteEntity(partitionKey, rowKey).catch(ignoreMissing);
  }
}

/**
 * Removes at most `limit` rows whose column `at` is before the moment (ISO 8601), from every partition, and returns their
 * number. This is the only query that reads a whole table.
 */
export async function deleteAged(client: TableClient, moment: string, limit: number): Promise<number> {
  // Columns hold JSON, so every moment begins with a quote. Rows that are state have no column `at`.
  const aged = odata`at ge ${'"'} and at lt ${JSON.stringify(moment)}`;
  const old = await listKeys(client, aged, limit);
  for (const rows of Map.groupBy(old, ({ partitionKey }) => partitionKey).values()) await deleteRows(client, rows);
  return old.length;
}

/**
 * Removes a run with its steps and nodes. Its own row is removed last: if the process dies before that, the run is still
 * there to be removed again.
 */
export async function deleteRun({ runs, parts }: { runs: Table; parts: Table }, rowKey: string): Promise<void> {
  await parts.use(async (client) => deleteRows(client, await listKeys(client, odata`PartitionKey eq ${rowKey}`)));
  await runs.use(async (client) => {
    await client.deleteEntity(runPartition.open, rowKey).catch(ignoreMissing);
    await client.deleteEntity(runPartition.runs, rowKey).catch(ignoreMissing);
  });
}
