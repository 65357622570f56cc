import { odata } from '@azure/data-tables';
import { z } from 'zod';
import type { AlertState } from '../alerts/alert-state.ts';
import { storageKey } from '../clusters/keys.ts';
import { isStatus } from '../errors/parse-rest-error.ts';
import type { AlertStates } from '../ports/alert-states.ts';
import { retryLostRace } from './access/retry-lost-race.ts';
import type { StorageAccess } from './access/storage-access.ts';
import {
  createDelivery,
  deleteDelivery,
  deliveriesUpTo,
  deliveryKey,
  moveDelivery,
  readableDelivery,
  readPointer,
} from './tables/delivery-rows.ts';
import { fromColumns, toColumns } from './tables/json-columns.ts';
import { openTable, type Table } from './tables/open-table.ts';
import { clusterRow, parseRow, verdict } from './tables/stored-rows.ts';
import { alertPartition, tableSuffix } from './tables/table-layout.ts';
import { listRows, readEntity } from './tables/table-rows.ts';
import { writeUnchangedRow } from './tables/write-row.ts';

const stateRow = z.object({
  cluster: clusterRow,
  poolName: z.string(),
  announced: z.enum(['isolated', 'not-isolated', 'stale']).nullable(),
  announcedVerdict: verdict.nullable(),
  inconclusiveInARow: z.number(),
  since: z.string(),
  lastNewsId: z.string().nullable(),
}) satisfies z.ZodType<AlertState>;

/**
 * Implements AlertStates in the table `<prefix>alerts`: what people were told about each pool, and what is still to be
 * delivered.
 */
export function createAlertStates(access: StorageAccess & { tablePrefix: string }): AlertStates {
  const table = openTable(access, `${access.tablePrefix}${tableSuffix.alerts}`);
  return { ...createStateRows(table), ...createDeliveryRows(table) };
}

type StateMethods = 'readAlertState' | 'writeAlertState';

function createStateRows(table: Table): Pick<AlertStates, StateMethods> {
  return {
    readAlertState: (cluster, poolName) =>
      table.use(async (client) => {
        const key = storageKey(cluster, poolName);
        const row = await readEntity(client, alertPartition.states, key);
        if (!row) return { value: null, eTag: null };
        return { value: parseRow(stateRow, fromColumns(row), `of the alerts of ${key}`), eTag: row.etag ?? null };
      }),

    writeAlertState: (state, eTag) =>
      table.use(async (client) => {
        const keys = { partitionKey: alertPartition.states, rowKey: storageKey(state.cluster, state.poolName) };
        return { written: await writeUnchangedRow(client, keys, toColumns({ ...state }), eTag) };
      }),
  };
}

function createDeliveryRows(table: Table): Omit<AlertStates, StateMethods> {
  return {
    enqueueDelivery: (delivery) =>
      table.use(async (client) => {
        try {
          await client.submitTransaction(createDelivery(delivery));
        } catch (error) {
          if (!isStatus(error, 409)) throw error;
        }
      }),

    listDueDeliveries: (now, limit) =>
      table.use(async (client) => {
        const { from, to } = deliveriesUpTo('due', now);
        const filter = odata`PartitionKey eq ${alertPartition.deliveries} and RowKey ge ${from} and RowKey lt ${to}`;
        return (await listRows(client, { filter }, limit)).flatMap(readableDelivery);
      }),

    claimDelivery: (delivery, until) =>
      table.use(async (client) => {
        const pointer = await readPointer(client, delivery.id);
        if (pointer?.rowKey !== deliveryKey(delivery)) return { claimed: false };
        try {
          await client.submitTransaction(moveDelivery({ ...delivery, nextAttemptAt: until, claimed: true }, pointer));
          return { claimed: true };
        } catch (error) {
          if (![404, 409, 412].some((status) => isStatus(error, status))) throw error;
          return { claimed: false };
        }
      }),

    updateDelivery: (delivery) =>
      table.use((client) =>
        retryLostRace(`The delivery ${delivery.id}`, async () => {
          const pointer = await readPointer(client, delivery.id);
          // Without a pointer, another call has delivered and removed it. Writing it again would deliver it again.
          if (pointer) await client.submitTransaction(moveDelivery(delivery, pointer));
        }),
      ),

    removeDelivery: (id) =>
      table.use((client) =>
        retryLostRace(`The delivery ${id}`, async () => {
          const pointer = await readPointer(client, id);
          if (pointer) await client.submitTransaction(deleteDelivery(id, pointer));
        }),
      ),
  };
}
