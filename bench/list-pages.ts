import { TableClient } from '@azure/data-tables';
import { startAzurite } from '../scripts/local-stack/start-azurite.ts';
import { parseNumber, readArguments } from '../scripts/terminal/read-arguments.ts';
import { createPostures } from '../shared/storage/tables-postures.ts';
import { createRunRecords } from '../shared/storage/tables-run-records.ts';
import { sampleRows, type TableRow } from './sample-rows.ts';
import { startSeekingTables } from './seeking-tables.ts';

const usage = `Usage: npm run bench:list-pages -- [--runs SMALL,LARGE] [--postures SMALL,LARGE] [--azurite-runs SMALL,LARGE]
  [--rounds N] [--limit N]

Does a page cost more when the table is larger? This lists one page of a small and of a large table, alternately and in
one process, and prints the ratio of the medians. It uses two services:

- a table service that finds rows by their keys, as Azure's does, and refuses every query that it cannot answer by keys.
  Its ratio shows the effect of our keys and queries, and should be about 1.
- Azurite, which applies the filter to every row of a table and sorts the rest, whatever the keys are. Its ratio grows
  with the table and is a property of Azurite. It does show that the requests and rows of a page stay the same. It needs
  about a minute to be filled; --azurite-runs '' leaves it out.

Exit codes: 0 measured, 1 not, 2 wrong arguments.`;

const { runs, postures, azuriteRuns, rounds, limit } = readArguments(
  usage,
  {
    runs: { type: 'string', default: '1000,100000' },
    postures: { type: 'string', default: '100,5000' },
    'azurite-runs': { type: 'string', default: '1000,100000' },
    rounds: { type: 'string', default: '41' },
    limit: { type: 'string', default: '50' },
  },
  (values) => ({
    runs: parseSizes('--runs', values.runs),
    postures: parseSizes('--postures', values.postures),
    azuriteRuns: values['azurite-runs'] === '' ? null : parseSizes('--azurite-runs', values['azurite-runs']),
    rounds: parseNumber(values.rounds, { name: '--rounds', least: 1, most: 10_000, whole: true }),
    limit: parseNumber(values.limit, { name: '--limit', least: 1, most: 1000, whole: true }),
  }),
);
const credential = { getToken: () => Promise.reject(new Error('Requests are signed with a key.')) };

interface Service {
  name: string;
  connectionString: string;
  fill(table: string, rows: readonly TableRow[]): Promise<void>;
}

type Kind = 'runs' | 'postures';

async function listPage(kind: Kind, access: Parameters<typeof createRunRecords>[0]): Promise<() => Promise<number>> {
  const records = createRunRecords(access);
  const postures = createPostures(access);
  // The page is from inside the list, because the first page alone might be cheap by chance.
  const page = (continuation: string | null) =>
    kind === 'runs' ? records.listRuns({ limit, continuation }) : postures.listPostures({ limit, continuation });
  const { continuation } = await page(null);
  return async () => {
    const found = await page(continuation);
    return 'runs' in found ? found.runs.length : found.postures.length;
  };
}

async function compare(service: Service, kind: Kind, sizes: readonly number[]): Promise<void> {
  const lists: { size: number; list: () => Promise<number>; times: number[]; rows: number }[] = [];
  for (const size of sizes) {
    const tablePrefix = `bench${size}`;
    const startedAt = performance.now();
    await service.fill(`${tablePrefix}${kind}`, sampleRows(kind, size));
    console.log(`  ${service.name}: ${size} ${kind} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    const access = { connectionString: service.connectionString, tablesEndpoint: null, tablePrefix, credential };
    lists.push({ size, list: await listPage(kind, access), times: [], rows: 0 });
  }
  for (let round = 0; round < rounds; round++)
    for (const each of round % 2 ? lists : lists.toReversed()) {
      const startedAt = performance.now();
      each.rows = await each.list();
      each.times.push(performance.now() - startedAt);
    }
  const [small, large] = lists.map(({ size, times, rows }) => ({ size, rows, ms: median(times) }));
  if (!small || !large) throw new Error('Two sizes are needed, such as 1000,100000.');
  const told = [small, large].map(({ size, rows, ms }) => `${size}: ${ms.toFixed(2)} ms for ${rows} rows`).join('   ');
  console.log(`${service.name}, ${kind}: ${told}   ratio ${(large.ms / small.ms).toFixed(2)}`);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function parseSizes(name: string, text: string): [small: number, large: number] {
  const sizes = text.split(',').map((size) => parseNumber(size, { name, least: 1, most: 10_000_000, whole: true }));
  const [small, large] = sizes;
  if (small === undefined || large === undefined || sizes.length > 2)
    throw new Error(`${name} must be two sizes, such as 1000,100000, not "${text}".`);
  return [small, large];
}

const seeking = await startSeekingTables();
const azurite = await startAzurite();
try {
  const keyed: Service = { name: 'By key', connectionString: seeking.connectionString, fill: seeking.fill };
  const scanned: Service = {
    name: 'Azurite',
    connectionString: azurite.connectionString,
    async fill(table, rows) {
      const client = TableClient.fromConnectionString(azurite.connectionString, table, {
        allowInsecureConnection: true,
      });
      await client.createTable();
      for (let at = 0; at < rows.length; at += 100)
        await client.submitTransaction(rows.slice(at, at + 100).map((row) => ['create', row]));
    },
  };
  await compare(keyed, 'runs', runs);
  await compare(keyed, 'postures', postures);
  if (azuriteRuns) {
    await compare(scanned, 'runs', azuriteRuns);
    await compare(scanned, 'postures', postures);
  }
} finally {
  await azurite.stop();
  await seeking.stop();
}
