import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openLists } from '../support/storage/lists.ts';
import { sampleRows } from '../support/storage/sample-rows.ts';
import { startSeekingTables } from '../support/storage/seeking-tables.ts';

const limit = 20;
const kinds = ['runs', 'alerts', 'postures', 'proofs', 'parts'] as const;
const sizes = { small: 450, large: 1500 };

let service: Awaited<ReturnType<typeof startSeekingTables>>;

beforeAll(async () => {
  service = await startSeekingTables();
  for (const [size, count] of Object.entries(sizes))
    for (const kind of kinds) service.fill(`${size}${kind}`, sampleRows(kind, count));
});

afterAll(() => service?.stop());

const listsOf = (tablePrefix: string) => {
  const { connectionString } = service;
  const credential = { getToken: () => Promise.reject(new Error('Requests are signed with a key.')) };
  return openLists({ connectionString, tablesEndpoint: null, tablePrefix, credential });
};

/** The number of requests for a page, which begins after another where there is more than one. */
async function requestsOfPage(size: keyof typeof sizes, name: string) {
  const list = listsOf(size)[name];
  const { continuation } = (await list?.({ limit, continuation: null })) ?? {};
  service.requests.length = 0;
  const items = (await list?.({ limit, continuation: continuation ?? null }))?.items;
  return { items, requests: service.requests.length };
}

test.each([
  ['runs', 20, 1],
  ['runs since a moment', 20, 1],
  // The page of markers, and each run.
  ['runs under way', 20, 21],
  ['nodes of a run', 20, 1],
  ['postures', 20, 1],
  ['postures of a cluster', 3, 1],
  ['alerts', 20, 1],
  ['queued alerts', 20, 1],
  ['sent alerts', 20, 1],
  ['dead alerts', 20, 1],
  ['proofs of a pool', 20, 1],
  ['pools of a listed cluster', 3, 1],
])('%s: a page is %i rows that are found by their keys, with %i requests, however large the table', async (...row) => {
  const [name, items, requests] = row;
  expect(await requestsOfPage('small', name)).toEqual({ items, requests });
  expect(await requestsOfPage('large', name)).toEqual({ items, requests });
});

test('every list is asked', () => {
  expect(Object.keys(listsOf('small'))).toHaveLength(12);
});

test('alerts of all states are one list, page by page, though rows of another kind lie in between', async () => {
  const list = listsOf('small')['alerts'];
  let items = 0;
  let pages = 0;
  let continuation: string | null = null;
  do {
    const page: { items: number; continuation: string | null } | undefined = await list?.({ limit, continuation });
    items += page?.items ?? 0;
    continuation = page?.continuation ?? null;
    pages++;
  } while (continuation !== null);
  expect([items, pages]).toEqual([sizes.small, Math.ceil(sizes.small / limit)]);
});

test('a query that keys do not answer is refused by the service of these tests', async () => {
  const { createRunRecords } = await import('../../shared/storage/tables-run-records.ts');
  const { connectionString } = service;
  const credential = { getToken: () => Promise.reject(new Error('Requests are signed with a key.')) };
  const records = createRunRecords({ connectionString, tablesEndpoint: null, tablePrefix: 'small', credential });
  await expect(records.listRuns({ limit, continuation: null, filter: { verdict: 'suspect' } })).rejects.toMatchObject({
    code: expect.any(String),
  });
});
