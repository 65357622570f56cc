import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import { z } from 'zod';
import { clusterOfDelivery, type Delivery, type DeliveryState, deliveryState } from '../../alerts/delivery.ts';
import { storageKey } from '../../clusters/keys.ts';
import { withoutSecrets } from '../../errors/without-secrets.ts';
import { countDown } from '../../runs/run-id.ts';
import { fromColumns, toColumns } from './json-columns.ts';
import { parseRow } from './stored-rows.ts';
import { boundedTableKey } from './table-key.ts';
import { alertPartition } from './table-layout.ts';
import { type Row, readEntity } from './table-rows.ts';

/**
 * A delivery is two rows of one partition, which are always written in one transaction. `due|<moment>|<id>` holds the
 * delivery, so that "what is due" is a range of keys; `dead-|…` a dead letter and `sent-|…` one that was sent, with the time
 * left until a far moment, so that the newest comes first. `id|<id>` holds the key of that row.
 */
const deliveryRow = z.object({
  id: z.string(),
  sink: z.string(),
  alert: z.record(z.string(), z.unknown()),
  attempts: z.number(),
  nextAttemptAt: z.string(),
  lastError: z.string().nullable(),
  dead: z.boolean(),
  diedAt: z.string().exactOptional(),
  sentAt: z.string().exactOptional(),
  claimed: z.boolean().exactOptional(),
}) satisfies z.ZodType<Delivery>;

const pointerRow = z.object({ deliveryKey: z.string() });

const partitionKey = alertPartition.deliveries;

/** A range of keys; `to` is not included. */
export interface KeyRange {
  from: string;
  to: string;
}

/** The keys of deliveries that are due up to and including a moment (ISO 8601). */
export function dueUpTo(moment: string): KeyRange {
  return { from: 'due|', to: `due|${new Date(moment).toISOString()}}` };
}

/**
 * The keys of deliveries of one state. Earlier versions have kept dead letters as `dead|<moment>|…`, which sort after those
 * of this one, the oldest first.
 */
export const keysOfState: Record<DeliveryState, KeyRange> = {
  dead: { from: 'dead-|', to: 'dead}' },
  queued: { from: 'due|', to: 'due}' },
  sent: { from: 'sent-|', to: 'sent-}' },
};

/** The keys of deliveries that ended before a moment (ISO 8601). */
export function endedBefore(moment: string): KeyRange[] {
  const ms = Date.parse(moment);
  const older = countDown(ms - 1);
  return [
    { from: 'dead|', to: `dead|${new Date(ms - 1).toISOString()}}` },
    { from: `dead-|${older}`, to: keysOfState.dead.from.replace('|', '}') },
    { from: `sent-|${older}`, to: keysOfState.sent.to },
  ];
}

/**
 * Every delivery, the dead and the queued and then the sent. In between are the rows that say where each is: as many again.
 */
export const rangesOfDeliveries = [odata`RowKey lt ${'id|'}`, odata`RowKey ge ${keysOfState.sent.from}`];

/** What deliveryKey makes. */
export const deliveryKeyShape = /^(dead-?|due|sent-)\|[^'\\/#?]{1,700}$/;

/** The row that says where a delivery is stored. */
export interface Pointer {
  /** Row key of the delivery. */
  rowKey: string;
  eTag: string;
}

/** Reads the pointer of a delivery; null when the delivery does not exist. */
export async function readPointer(client: TableClient, id: string): Promise<Pointer | null> {
  const row = await readEntity(client, partitionKey, pointerKey(id));
  if (!row) return null;
  return { rowKey: parseRow(pointerRow, fromColumns(row), `of the delivery ${id}`).deliveryKey, eTag: row.etag ?? '*' };
}

/** The transaction that creates a delivery. It fails with 409 when the delivery exists. */
export function createDelivery(delivery: Delivery): TransactionAction[] {
  return [
    ['create', pointerEntity(delivery)],
    ['create', deliveryEntity(delivery)],
  ];
}

/**
 * The transaction that writes a delivery anew, under a new key if its time or state has changed. It fails with 412 when
 * somebody else has moved the delivery.
 */
export function moveDelivery(delivery: Delivery, { rowKey, eTag }: Pointer): TransactionAction[] {
  const entity = deliveryEntity(delivery);
  const pointer: TransactionAction = ['update', pointerEntity(delivery), 'Replace', { etag: eTag }];
  if (entity.rowKey === rowKey) return [pointer, ['update', entity, 'Replace']];
  return [pointer, ['delete', { partitionKey, rowKey }], ['create', entity]];
}

/** A list leaves out a row that cannot be read, so that it does not hide the others. */
export function readableDelivery(row: Row): Delivery[] {
  const parsed = deliveryRow.safeParse(fromColumns(row));
  return parsed.success ? [parsed.data] : [];
}

/** Reads the row of a delivery; null when it has moved or gone since its pointer was read. Throws StoredRowUnreadable. */
export async function readDeliveryAt(client: TableClient, { rowKey }: Pointer): Promise<Delivery | null> {
  const row = await readEntity(client, partitionKey, rowKey);
  return row && parseRow(deliveryRow, fromColumns(row), `of the delivery ${rowKey}`);
}

/** The row key of the pointer that belongs to the row of a delivery. */
export function pointerKeyOf(deliveryRowKey: string): string {
  return `id|${deliveryRowKey.split('|').slice(2).join('|')}`;
}

function pointerKey(id: string): string {
  return `id|${boundedTableKey(id)}`;
}

/** The row key of a delivery, which follows from its state, its time and its id. */
export function deliveryKey(delivery: Delivery): string {
  const { id, nextAttemptAt, diedAt = nextAttemptAt, sentAt = '' } = delivery;
  const place = {
    queued: () => `due|${new Date(nextAttemptAt).toISOString()}`,
    dead: () => `dead-|${countDown(Date.parse(diedAt))}`,
    sent: () => `sent-|${countDown(Date.parse(sentAt))}`,
  }[deliveryState(delivery)]();
  return `${place}|${boundedTableKey(id)}`;
}

function pointerEntity(delivery: Delivery) {
  return { ...toColumns({ deliveryKey: deliveryKey(delivery) }), partitionKey, rowKey: pointerKey(delivery.id) };
}

/** `clusterKey` is there to be looked for. */
function deliveryEntity(delivery: Delivery) {
  const cluster = clusterOfDelivery(delivery);
  const clusterKey = cluster ? storageKey(cluster) : undefined;
  const columns = toColumns({ ...withoutSecrets(delivery), id: delivery.id, clusterKey });
  return { ...columns, partitionKey, rowKey: deliveryKey(delivery) };
}
