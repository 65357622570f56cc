import { odata } from '@azure/data-tables';
import type { Retention } from '../ports/retention.ts';
import { createRunId } from '../runs/run-id.ts';
import type { StorageAccess } from './access/storage-access.ts';
import { deleteAged, deleteRows, deleteRun, listKeys } from './tables/delete-rows.ts';
import { endedBefore, pointerKeyOf } from './tables/delivery-rows.ts';
import { openTable } from './tables/open-table.ts';
import { alertPartition, begunPartition, runPartition, tableSuffix } from './tables/table-layout.ts';

type Tables = Record<'runs' | 'parts' | 'claims' | 'alerts', ReturnType<typeof openTable>>;

/** Implements Retention: removes old rows of the tables that other adapters of this folder write. */
export function createRetention(access: StorageAccess & { tablePrefix: string }): Retention {
  const open = (name: keyof Tables) => openTable(access, `${access.tablePrefix}${tableSuffix[name]}`);
  const tables: Tables = {
    runs: open('runs'),
    parts: open('parts'),
    claims: open('claims'),
    alerts: open('alerts'),
  };
  return {
    async removeOlderThan(before, limit) {
      const moment = new Date(before).toISOString();
      const runs = await removeRuns(tables, moment, limit);
      const changes = await removeAged(tables.claims, moment, limit);
      const begun = await removeBegun(tables.claims, moment, limit);
      const deliveries = await removeEndedDeliveries(tables.alerts, moment, limit);
      return {
        removed: { runs, claims: changes + begun, deliveries },
        more: [runs, changes, begun, deliveries].some((removed) => removed >= limit),
      };
    },
  };
}

/**
 * Removes runs that began and ended before the moment. Run ids count down, so these are at one end of the partition.
 */
async function removeRuns(tables: Tables, moment: string, limit: number): Promise<number> {
  const began = createRunId(Date.parse(moment), '');
  // Columns hold JSON. A moment begins with a quote, which sorts before the `null` of a run that has not ended.
  const ended = odata`endedAt lt ${JSON.stringify(moment)}`;
  // A run that died has a moment of its end before the sweep has closed it.
  const closed = odata`status ne ${JSON.stringify('running')}`;
  const filter = `${odata`PartitionKey eq ${runPartition.runs} and RowKey ge ${began}`} and ${ended} and ${closed}`;
  const old = await tables.runs.use((client) => listKeys(client, filter, limit));
  for (const { rowKey } of old) await deleteRun(tables, rowKey);
  return old.length;
}

function removeAged(table: Tables['claims'], moment: string, limit: number): Promise<number> {
  return table.use((client) => deleteAged(client, moment, limit));
}

/**
 * Removes marks of runs that have begun. Such a row has no time but that in the run's id. Ids begin with digits, and
 * ':' is the character after the digits.
 */
function removeBegun(table: Tables['claims'], moment: string, limit: number): Promise<number> {
  const began = createRunId(Date.parse(moment) - 1, '');
  const filter = odata`PartitionKey eq ${begunPartition} and RowKey ge ${began} and RowKey lt ${':'}`;
  return table.use(async (client) => {
    const old = await listKeys(client, filter, limit);
    await deleteRows(client, old);
    return old.length;
  });
}

/** Dead letters, and what was sent. */
function removeEndedDeliveries(table: Tables['alerts'], moment: string, limit: number): Promise<number> {
  const partitionKey = alertPartition.deliveries;
  return table.use(async (client) => {
    let removed = 0;
    for (const { from, to } of endedBefore(moment)) {
      if (removed >= limit) break;
      const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${from} and RowKey lt ${to}`;
      const ended = await listKeys(client, filter, limit - removed);
      const pointers = ended.map(({ rowKey }) => ({ partitionKey, rowKey: pointerKeyOf(rowKey) }));
      await deleteRows(client, [...pointers, ...ended]);
      removed += ended.length;
    }
    return removed;
  });
}
