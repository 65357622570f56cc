import { odata, type TableClient } from '@azure/data-tables';
import { z } from 'zod';
import type { AlertState } from '../alerts/alert-state.ts';
import { type Delivery, deliveryState } from '../alerts/delivery.ts';
import { afterReplay } from '../alerts/delivery-schedule.ts';
import { storageKey } from '../clusters/keys.ts';
import { isStatus } from '../errors/parse-rest-error.ts';
import { lostRace } from '../errors/until-written.ts';
import type { AlertStates, DeliveryFilter } from '../ports/alert-states.ts';
import { retryLostRace } from './access/retry-lost-race.ts';
import type { StorageAccess } from './access/storage-access.ts';
import {
  createDelivery,
  deliveryKey,
  deliveryKeyShape,
  dueUpTo,
  keysOfState,
  moveDelivery,
  type Pointer,
  rangesOfDeliveries,
  readableDelivery,
  readDeliveryAt,
  readPointer,
} from './tables/delivery-rows.ts';
import { fromColumns, toColumns } from './tables/json-columns.ts';
import { listPage, parseContinuation } from './tables/list-page.ts';
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
 * Implements AlertStates in the table `<prefix>alerts`: what people were told about each pool, what is still to be delivered,
 * and what was.
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
        const { from, to } = dueUpTo(now);
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

    updateDelivery: (delivery) => moveUnlessSent(table, delivery),

    recordSent: ({ claimed: _over, ...delivery }, at) => moveUnlessSent(table, { ...delivery, sentAt: at }),

    readDelivery: (id) => table.use((client) => settled(id, () => readWhereItIs(client, id))),

    replayDelivery: (id, now) =>
      table.use((client) =>
        settled(id, async () => {
          const found = await readWhereItIs(client, id);
          if (found === null || found === lostRace || deliveryState(found.delivery) !== 'dead') return found;
          const delivery = afterReplay(found.delivery, now);
          await client.submitTransaction(moveDelivery(delivery, found.pointer));
          return { ...found, delivery };
        }),
      ),

    listDeliveries: ({ limit, continuation, filter = {} }) =>
      table.use(async (client) => {
        const position = parseContinuation(continuation, deliveryKeyShape);
        const page = await listPage(client, scopesOf(filter), { limit, position });
        return { deliveries: page.rows.flatMap(readableDelivery), continuation: page.continuation };
      }),
  };
}

/** What has been sent stays so, whatever a slow sender has to say of it. */
function moveUnlessSent(table: Table, delivery: Delivery): Promise<void> {
  return table.use((client) =>
    retryLostRace(`The delivery ${delivery.id}`, async () => {
      const pointer = await readPointer(client, delivery.id);
      // Without a pointer, retention has removed it. Writing it again would deliver it again.
      if (!pointer || isSent(pointer.rowKey)) return;
      await client.submitTransaction(moveDelivery(delivery, pointer));
    }),
  );
}

const isSent = (rowKey: string): boolean => rowKey.startsWith(keysOfState.sent.from);

interface Found {
  delivery: Delivery;
  pointer: Pointer;
}

/** A delivery that moves between the reading of its pointer and its row is a lost race. */
async function readWhereItIs(client: TableClient, id: string): Promise<Found | typeof lostRace | null> {
  const pointer = await readPointer(client, id);
  if (!pointer) return null;
  const delivery = await readDeliveryAt(client, pointer);
  return delivery ? { delivery, pointer } : lostRace;
}

async function settled(id: string, act: () => Promise<Found | typeof lostRace | null>): Promise<Delivery | null> {
  const found = await retryLostRace(`The delivery ${id}`, act);
  return found?.delivery ?? null;
}

/** What the service itself looks for, range by range. Columns hold JSON. */
function scopesOf({ state, cluster }: DeliveryFilter): string[] {
  const { from = '', to = '' } = state ? keysOfState[state] : {};
  const ranges = state ? [odata`RowKey ge ${from} and RowKey lt ${to}`] : rangesOfDeliveries;
  const ofCluster = cluster ? [odata`clusterKey eq ${JSON.stringify(storageKey(cluster))}`] : [];
  return ranges.map((range) =>
    [odata`PartitionKey eq ${alertPartition.deliveries}`, range, ...ofCluster].join(' and '),
  );
}
