import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TableRow } from './sample-rows.ts';

/**
 * Starts a table service that keeps the rows of a table sorted by partition and row key, finds a range by binary search
 * and reads only the rows that it returns, as Azure's Table service does for a range of one partition ("Design for
 * querying"). It refuses any other query, so that a slow query cannot go unnoticed.
 */
export async function startSeekingTables() {
  const tables = new Map<string, Row[]>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'POST') return response.writeHead(204).end();
    requests.push(decodeURIComponent(url.search));
    const [, table = '', keys = ''] = /\/(\w+)\((.*)\)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    const rows = tables.get(table) ?? [];
    const headers = { 'content-type': 'application/json;odata=minimalmetadata' };
    const [, partitionKey, rowKey] = /^PartitionKey='([^']*)',RowKey='([^']*)'$/.exec(keys) ?? [];
    if (partitionKey !== undefined && rowKey !== undefined) {
      const row = rows[firstFrom(rows, { PartitionKey: partitionKey, RowKey: rowKey })];
      const found = row?.PartitionKey === partitionKey && row.RowKey === rowKey;
      return response.writeHead(found ? 200 : 404, headers).end(found ? JSON.stringify(row) : '{}');
    }
    const range = parseRange(url.searchParams.get('$filter') ?? '');
    const top = Number(url.searchParams.get('$top') ?? 1000);
    if (!range) return response.writeHead(400).end(JSON.stringify({ code: 'NoRangeOfOnePartition' }));
    const found = readRange(rows, range, top);
    const next = found.length > top ? found.pop() : undefined;
    response.writeHead(200, {
      ...headers,
      ...(next && {
        'x-ms-continuation-nextpartitionkey': next.PartitionKey,
        'x-ms-continuation-nextrowkey': next.RowKey,
      }),
    });
    return response.end(JSON.stringify({ value: found }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=bench;AccountKey=${Buffer.alloc(64, 1).toString('base64')};TableEndpoint=http://127.0.0.1:${port}/bench;`,
    /** Every read so far: its query, which is empty for the read of one row. */
    requests,
    fill(table: string, rows: readonly TableRow[]): void {
      const stored = rows.map(({ partitionKey, rowKey, ...columns }): Row => {
        return { PartitionKey: partitionKey, RowKey: rowKey, ...columns };
      });
      tables.set(table, stored.sort(order));
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface RowKeys {
  PartitionKey: string;
  RowKey: string;
}

type Row = Record<string, string | number> & RowKeys;

/** The rows of a partition that are not below `from`, nor equal to `after`, and are below `to`. */
interface Range {
  partitionKey: string;
  from: string;
  after: string | null;
  to: string | null;
}

/** Parses `PartitionKey eq 'a' and RowKey gt 'b' and …`: comparisons of the row key alone, all of which hold. */
function parseRange(filter: string): Range | null {
  const [first = '', ...others] = filter.split(' and ');
  const [, partitionKey] = /^PartitionKey eq '([^']*)'$/.exec(first) ?? [];
  if (partitionKey === undefined) return null;
  const range: Range = { partitionKey, from: '', after: null, to: null };
  for (const each of others) {
    const [, operator, key = ''] = /^RowKey (ge|gt|lt) '([^']*)'$/.exec(each) ?? [];
    if (operator === undefined) return null;
    if (operator === 'lt') range.to = range.to === null || key < range.to ? key : range.to;
    else if (key >= range.from) Object.assign(range, { from: key, after: operator === 'gt' ? key : null });
  }
  return range;
}

/** Reads one row more than `top` if there is one, because that row says where the next answer begins. */
function readRange(rows: readonly Row[], { partitionKey, from, after, to }: Range, top: number): Row[] {
  const found: Row[] = [];
  for (let at = firstFrom(rows, { PartitionKey: partitionKey, RowKey: from }); found.length <= top; at++) {
    const row = rows[at];
    if (!row || row.PartitionKey !== partitionKey || (to !== null && row.RowKey >= to)) break;
    if (row.RowKey !== after) found.push(row);
  }
  return found;
}

function firstFrom(rows: readonly Row[], keys: RowKeys): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && order(row, keys) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function order(a: RowKeys, b: RowKeys): number {
  const [left, right] = a.PartitionKey === b.PartitionKey ? [a.RowKey, b.RowKey] : [a.PartitionKey, b.PartitionKey];
  return left === right ? 0 : left < right ? -1 : 1;
}
