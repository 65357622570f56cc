import type { TableClient } from '@azure/data-tables';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { listRows, type Row } from './table-rows.ts';

const runId = /^[\w.-]{1,200}$/;

/** The continuation of the page after this row. It is opaque to callers and checked when it comes back. */
function formatContinuation(lastKey: string): string {
  return Buffer.from(`after:${lastKey}`, 'utf8').toString('base64url');
}

/**
 * The row key after which the next page begins; it must match `shape`, by default that of a run id. Throws
 * InvalidContinuation for anything that formatContinuation did not make.
 */
export function parseContinuation(continuation: string, shape: RegExp = runId): string {
  const text = Buffer.from(continuation, 'base64url').toString('utf8');
  const key = text.startsWith('after:') ? text.slice('after:'.length) : '';
  if (!shape.test(key) || formatContinuation(key) !== continuation)
    throw new KataproofError(
      'InvalidContinuation',
      'The continuation is not one that a page of this list gave. Leave it out to begin with the first page.',
    );
  return key;
}

/**
 * Lists at most `limit` rows in the order of their keys, with the continuation of the next page (null after the last
 * one).
 */
export async function listPage(
  client: TableClient,
  filter: string,
  limit: number,
): Promise<{ rows: Row[]; continuation: string | null }> {
  const rows = await listRows(client, { filter }, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1)?.rowKey;
  return { rows: page, continuation: rows.length > limit && last !== undefined ? formatContinuation(last) : null };
}
