import { odata, type TableClient } from '@azure/data-tables';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { isStatus } from '../../errors/parse-rest-error.ts';
import { isRecord } from '../../plain/is-record.ts';
import { parseJson } from '../../plain/parse-json.ts';
import type { Row } from './table-rows.ts';

const runId = /^[\w.-]{1,200}$/;

/**
 * Most requests to the service for one page. A filter that few rows pass makes the service look through many: it answers
 * after five seconds at most with what it has found, which may be nothing, and a token to go on ("Query timeout and
 * pagination").
 */
const mostRequests = 2;

/** Where a page begins: after a row, or where the service stopped looking, in one of the ranges of a list. */
type Position = { after: string } | { token: string; range: number };

/** A position as callers get it. It is opaque to them and checked when it comes back. */
function formatContinuation(position: Position): string {
  const text = 'after' in position ? `after:${position.after}` : `token${position.range || ''}:${position.token}`;
  return Buffer.from(text, 'utf8').toString('base64url');
}

/**
 * The position that a continuation names; null for the first page. A row key in it must match `shape`, by default that
 * of a run id. Throws InvalidContinuation for anything that formatContinuation did not make.
 */
export function parseContinuation(continuation: string | null, shape: RegExp = runId): Position | null {
  if (continuation === null) return null;
  const text = Buffer.from(continuation, 'base64url').toString('utf8');
  const [, range = '', token = ''] = /^token(\d?):(.*)$/s.exec(text) ?? [];
  const position = text.startsWith('after:') ? { after: text.slice(6) } : { token, range: Number(range) };
  const known = 'after' in position ? shape.test(position.after) : isServiceToken(position.token);
  if (!known || formatContinuation(position) !== continuation) throw unknownContinuation();
  return position;
}

/** The client library's form of the two keys at which the service stopped. */
function isServiceToken(token: string): boolean {
  const keys = parseJson(Buffer.from(token, 'base64').toString('utf8'));
  if (!isRecord(keys) || typeof keys['nextPartitionKey'] !== 'string') return false;
  return Object.entries(keys).every(([name, key]) => /^next(Partition|Row)Key$/.test(name) && typeof key === 'string');
}

function unknownContinuation(): KataproofError {
  return new KataproofError(
    'InvalidContinuation',
    'The continuation is not one that a page of this list gave. Leave it out to begin with the first page.',
  );
}

/**
 * Lists at most `limit` rows from a position on, in the order of their keys, with the continuation of the next page (null
 * after the last one). `scope` is an OData filter within one partition; several are ranges of keys that follow one another
 * there, and are asked one by one: of two ranges in one filter the service would read all that lies between. With a filter
 * that looks at more than keys, a page may be short or empty and have a next one all the same. Throws InvalidContinuation.
 */
export async function listPage(
  client: TableClient,
  scope: string | readonly string[],
  { limit, position }: { limit: number; position: Position | null },
): Promise<{ rows: Row[]; continuation: string | null }> {
  const scopes = [scope].flat();
  const rows: Row[] = [];
  let [token, range]: [string | undefined, number] =
    position && 'token' in position ? [position.token, position.range] : [undefined, 0];
  if (range >= scopes.length) throw unknownContinuation();
  const after = position && 'after' in position ? ` and ${odata`RowKey gt ${position.after}`}` : '';
  for (; range < scopes.length; range++) {
    const found = await readRange(client, `${scopes[range]}${after}`, limit + 1 - rows.length, token);
    rows.push(...found.rows);
    token = found.token;
    if (token || rows.length > limit) break;
  }
  return { rows: rows.slice(0, limit), continuation: nextOf(rows, limit, token && { token, range }) };
}

/** At most `most` rows of one range, from where the service has stopped on, and where it stops now unless at the end. */
async function readRange(
  client: TableClient,
  filter: string,
  most: number,
  continuationToken: string | undefined,
): Promise<{ rows: Row[]; token: string | undefined }> {
  const pages = client
    .listEntities<Row>({ queryOptions: { filter } })
    .byPage({ maxPageSize: most, ...(continuationToken && { continuationToken }) });
  const rows: Row[] = [];
  let token: string | undefined;
  try {
    for (let requests = 1; ; requests++) {
      const { value: page, done } = await pages.next();
      if (done) break;
      rows.push(...page);
      token = page.continuationToken;
      if (!token || rows.length >= most || requests === mostRequests) break;
    }
  } catch (error) {
    // The service did not make this token, or not for this table.
    if (continuationToken && isStatus(error, 400)) throw unknownContinuation();
    throw error;
  }
  return { rows, token };
}

function nextOf(rows: Row[], limit: number, stopped: Position | '' | undefined): string | null {
  const last = rows[limit - 1]?.rowKey;
  if (rows.length > limit && last !== undefined) return formatContinuation({ after: last });
  return stopped ? formatContinuation(stopped) : null;
}
