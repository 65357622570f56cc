import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TableRow } from './sample-rows.ts';

/**
 * Starts a table service for measurements. It keeps the rows of a table sorted by partition and row key, finds a range
 * by binary search and reads only the rows that it returns, as Azure's Table service does for a range of one partition
 * ("Design for querying"). It refuses any other query, so that a slow query cannot go unnoticed.
 */
export async function startSeekingTables() {
  const tables = new Map<string, Row[]>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'POST') return response.writeHead(204).end();
    const rows = tables.get(/\/(\w+)\(\)$/.exec(url.pathname)?.[1] ?? '');
    const range = parseRange(url.searchParams.get('$filter') ?? '');
    const top = Number(url.searchParams.get('$top') ?? 1000);
    if (!rows || !range) return response.writeHead(400).end(JSON.stringify({ code: 'NoRangeOfOnePartition' }));
    const found = readRange(rows, range, top);
    const next = found.length > top ? found.pop() : undefined;
    response.writeHead(200, {
      'content-type': 'application/json;odata=minimalmetadata',
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
    async fill(table: string, rows: readonly TableRow[]): Promise<void> {
      const stored = rows.map(({ partitionKey, rowKey, ...columns }): Row => {
        return { PartitionKey: partitionKey, RowKey: rowKey, ...columns };
      });
      tables.set(
        table,
        stored.sort((a, b) =>
          a.PartitionKey === b.PartitionKey ? order(a.RowKey, b.RowKey) : order(a.PartitionKey, b.PartitionKey),
        ),
      );
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Row = Record<string, string | number> & { PartitionKey: string; RowKey: string };

interface Range {
  partitionKey: string;
  above: string;
}

/** Parses `PartitionKey eq 'a' and RowKey gt 'b'`, the filter of our lists. */
function parseRange(filter: string): Range | null {
  const shape = /^PartitionKey eq '([^']*)'(?: and RowKey gt '([^']*)')?$/;
  const [, partitionKey, above = ''] = shape.exec(filter) ?? [];
  return partitionKey === undefined ? null : { partitionKey, above };
}

/** Reads one row more than `top` if there is one, because that row says where the next answer begins. */
function readRange(rows: readonly Row[], { partitionKey, above }: Range, top: number): Row[] {
  const found: Row[] = [];
  for (let at = firstAfter(rows, partitionKey, above); found.length <= top; at++) {
    const row = rows[at];
    if (!row || row.PartitionKey !== partitionKey) break;
    found.push(row);
  }
  return found;
}

function firstAfter(rows: readonly Row[], partitionKey: string, rowKey: string): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    const before =
      row && (row.PartitionKey < partitionKey || (row.PartitionKey === partitionKey && row.RowKey <= rowKey));
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}

function order(a: string, b: string): number {
  return a < b ? -1 : 1;
}
