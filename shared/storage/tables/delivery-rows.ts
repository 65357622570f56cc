import type { TableClient, TransactionAction } from '@azure/data-tables';
import { z } from 'zod';
import type { PendingDelivery } from '../../alerts/pending-delivery.ts';
import { withoutSecrets } from '../../errors/without-secrets.ts';
import { fromColumns, toColumns } from './json-columns.ts';
import { parseRow } from './stored-rows.ts';
import { boundedTableKey } from './table-key.ts';
import { alertPartition } from './table-layout.ts';
import { type Row, readEntity } from './table-rows.ts';

/**
 * A delivery is two rows of one partition, which are always written in one transaction. `due|<moment>|<id>` (`dead|…`
 * for a dead letter) holds the delivery, so that "what is due" is a range of keys. `id|<id>` holds the key of that row.
 */
const deliveryRow = z.object({
  id: z.string(),
  sink: z.string(),
  alert: z.record(z.string(), z.unknown()),
  attempts: z.number(),
  nextAttemptAt: z.string(),
  lastError: z.string().nullable(),
  dead: z.boolean(),
  claimed: z.boolean().exactOptional(),
}) satisfies z.ZodType<PendingDelivery>;

const pointerRow = z.object({ deliveryKey: z.string() });

const partitionKey = alertPartition.deliveries;

/**
 * The range of keys of deliveries that are due (or dead) up to and including a moment (ISO 8601). `to` is not included.
 */
export function deliveriesUpTo(state: 'due' | 'dead', moment: string): { from: string; to: string } {
  return { from: `${state}|`, to: `${state}|${new Date(moment).toISOString()}}` };
}

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
export function createDelivery(delivery: PendingDelivery): TransactionAction[] {
  return [
    ['create', pointerEntity(delivery)],
    ['create', deliveryEntity(delivery)],
  ];
}

/**
 * The transaction that writes a delivery anew, under a new key if its time or state has changed. It fails with 412 when
 * somebody else has moved the delivery.
 */
export function moveDelivery(delivery: PendingDelivery, { rowKey, eTag }: Pointer): TransactionAction[] {
  const entity = deliveryEntity(delivery);
  const pointer: TransactionAction = ['update', pointerEntity(delivery), 'Replace', { etag: eTag }];
  if (entity.rowKey === rowKey) return [pointer, ['update', entity, 'Replace']];
  return [pointer, ['delete', { partitionKey, rowKey }], ['create', entity]];
}

/** The transaction that removes a delivery. */
export function deleteDelivery(id: string, { rowKey }: Pick<Pointer, 'rowKey'>): TransactionAction[] {
  return [
    ['delete', { partitionKey, rowKey: pointerKey(id) }],
    ['delete', { partitionKey, rowKey }],
  ];
}

/** A list leaves out a row that cannot be read, so that it does not hide the others. */
export function readableDelivery(row: Row): PendingDelivery[] {
  const parsed = deliveryRow.safeParse(fromColumns(row));
  return parsed.success ? [parsed.data] : [];
}

/** The row key of the pointer that belongs to the row of a delivery. */
export function pointerKeyOf(deliveryRowKey: string): string {
  return `id|${deliveryRowKey.split('|').slice(2).join('|')}`;
}

function pointerKey(id: string): string {
  return `id|${boundedTableKey(id)}`;
}

/** The row key of a delivery, which follows from its state, its time and its id. */
export function deliveryKey({ dead, nextAttemptAt, id }: PendingDelivery): string {
  return `${dead ? 'dead' : 'due'}|${new Date(nextAttemptAt).toISOString()}|${boundedTableKey(id)}`;
}

function pointerEntity(delivery: PendingDelivery) {
  return { ...toColumns({ deliveryKey: deliveryKey(delivery) }), partitionKey, rowKey: pointerKey(delivery.id) };
}

function deliveryEntity(delivery: PendingDelivery) {
  const columns = toColumns({ ...withoutSecrets(delivery), id: delivery.id });
  return { ...columns, partitionKey, rowKey: deliveryKey(delivery) };
}
