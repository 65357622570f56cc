import type { TableClient } from '@azure/data-tables';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { listRows, type Row } from './table-rows.ts';

const runId = /^[\w.-]{1,200}$/;

/** Where the next page begins: after this row. Opaque to callers, checked when it comes back. */
function formatContinuation(lastKey: string): string {
  return Buffer.from(`after:${lastKey}`, 'utf8').toString('base64url');
}

/**
 * The key to go on after, which must have the shape of one of that list's keys (unless told: a run id). Throws
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

/** At most `limit` rows in the order of their keys, and where the next page begins; null after the last. */
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
