import { openLists } from '../../test/support/storage/lists.ts';
import { sampleRows } from '../../test/support/storage/sample-rows.ts';
import { startSeekingTables } from '../../test/support/storage/seeking-tables.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';

/** Rows of a page: fewer than half of the smallest list has, so that a page from inside is full. */
const limit = 20;
const rounds = 60;
/** Pages that are timed together: one alone takes little more than the clock's own doubt. */
const pagesAtOnce = 5;

const sizes = {
  small: { runs: 1000, alerts: 1000, postures: 50, proofs: 50, parts: 50 },
  large: { runs: 100_000, alerts: 100_000, postures: 5000, proofs: 5000, parts: 5000 },
} as const;

type Size = keyof typeof sizes;
type Lister = () => Promise<void>;

export const benchmark: Benchmark = {
  minutes: 1,
  about: 'A page of each list, at 100,000 runs and 5,000 pools against 1,000 and 50, where the store answers by key',
  async measure(say) {
    const service = await startSeekingTables();
    try {
      const small = await fill(service, 'small');
      const large = await fill(service, 'large');
      const figures: Figure[] = [];
      for (const [name, list] of Object.entries(small)) {
        const samples = await compare(list, large[name] ?? list);
        const sorted = samples.toSorted((a, b) => a - b);
        say(`${name}: ${sorted[Math.floor(sorted.length / 2)]?.toFixed(2)}`);
        figures.push({
          what: `A page of ${name}`,
          against: 'the same of the small tables',
          unit: '×',
          samples,
          limit: { most: 1.2 },
          judged: 'median',
        });
      }
      return {
        figures,
        notes: [
          'The table service refuses every query that is not a range of row keys of one partition. Filters of other columns are answered by looking through rows, at most two requests a page.',
        ],
      };
    } finally {
      await service.stop();
    }
  },
};

async function fill(
  service: Awaited<ReturnType<typeof startSeekingTables>>,
  size: Size,
): Promise<Record<string, Lister>> {
  for (const [kind, count] of Object.entries(sizes[size]))
    service.fill(`${size}${kind}`, sampleRows(kind as keyof (typeof sizes)['small'], count));
  const credential = { getToken: () => Promise.reject(new Error('Requests are signed with a key.')) };
  const { connectionString } = service;
  const lists = openLists({ connectionString, tablesEndpoint: null, tablePrefix: size, credential });
  const pages: Record<string, Lister> = {};
  for (const [name, list] of Object.entries(lists)) {
    // From inside the list where it goes on: the first page alone might be cheap by chance.
    const { continuation } = await list({ limit, continuation: null });
    pages[name] = async () => {
      for (let page = 0; page < pagesAtOnce; page++) await list({ limit, continuation });
    };
  }
  return pages;
}

/** The ratio of each round, whose order takes turns. The first rounds warm up. */
async function compare(small: Lister, large: Lister): Promise<number[]> {
  const ratios: number[] = [];
  for (let round = -10; round < rounds; round++) {
    const times = { small: 0, large: 0 };
    const both: [Size, Lister][] = [
      ['small', small],
      ['large', large],
    ];
    for (const [size, list] of round % 2 ? both : both.toReversed()) {
      const startedAt = performance.now();
      await list();
      times[size] = performance.now() - startedAt;
    }
    if (round >= 0) ratios.push(times.large / times.small);
  }
  return ratios;
}
