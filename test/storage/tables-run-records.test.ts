import { TableClient } from '@azure/data-tables';
import { describe, expect, test } from '@jest/globals';
import type { RunRecords } from '../../shared/ports/run-records.ts';
import { createRunId } from '../../shared/runs/run-id.ts';
import { createRunRecords } from '../../shared/storage/tables-run-records.ts';
import { canaries } from '../support/samples/canaries.ts';
import { cluster, sampleNode, sampleRun, sampleStep } from '../support/samples/sample-runs.ts';
import { openStorageRoom } from '../support/storage/shared-azurite.ts';

/** Requests are signed with the key of the connection string and need no identity. */
const credential = { getToken: () => Promise.reject(new Error('Nobody should ask for a token.')) };

const openHistory = (connectionString: string | null, tablePrefix = 'kataproof') =>
  createRunRecords({ connectionString, tablesEndpoint: null, tablePrefix, credential });

/** Creates a separate history, and direct access to its tables. */
function newHistory() {
  const { connectionString, tablePrefix } = openStorageRoom();
  const raw = (table: 'runs' | 'parts') =>
    TableClient.fromConnectionString(connectionString, `${tablePrefix}${table}`, { allowInsecureConnection: true });
  return { records: openHistory(connectionString, tablePrefix), raw };
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as { code: string; message: string; retryable: boolean },
  );

describe('a run', () => {
  test('is read as it was written', async () => {
    const { records } = newHistory();
    const run = sampleRun('8236-a', {
      verdict: 'isolated',
      reason: 'All 1 nodes.',
      pools: [
        { poolName: 'kata', verdict: 'isolated', reason: 'All.', nodesPresent: 1, nodesProven: 1, changing: false },
      ],
      cleanupResult: { podPairs: 'removed', namespace: 'removed', pool: 'removing', problems: ['none, "really"'] },
      poolName: 'null',
      request: { deep: { list: [1, 'zwei', null, { ü: '☃' }] } },
    });
    expect(await records.createRun(run)).toEqual({ created: true });
    expect(await records.readRun('8236-a')).toEqual(run);
  });

  test('is not there when nobody wrote it', async () => {
    expect(await newHistory().records.readRun('8236-a')).toBeNull();
  });

  test('is created once: the second time leaves the first alone', async () => {
    const { records } = newHistory();
    await records.createRun(sampleRun('8236-a', { step: 'first' }));
    expect(await records.createRun(sampleRun('8236-a', { step: 'second' }))).toEqual({ created: false });
    expect((await records.readRun('8236-a'))?.step).toBe('first');
  });

  test('is changed in the fields given and no other, by two writers at once too', async () => {
    const { records } = newHistory();
    await records.createRun(sampleRun('8236-a'));
    await Promise.all([
      records.updateRun('8236-a', { cancelRequested: true }),
      records.updateRun('8236-a', { percent: 40, step: 'Proving' }),
    ]);
    expect(await records.readRun('8236-a')).toEqual(
      sampleRun('8236-a', { cancelRequested: true, percent: 40, step: 'Proving' }),
    );
  });

  test('can have a field emptied again', async () => {
    const { records } = newHistory();
    await records.createRun(sampleRun('8236-a', { reason: 'why' }));
    await records.updateRun('8236-a', { reason: null });
    expect((await records.readRun('8236-a'))?.reason).toBeNull();
  });

  test('keeps its id, whatever a change says', async () => {
    const { records } = newHistory();
    await records.createRun(sampleRun('8236-a'));
    await records.updateRun('8236-a', { runId: 'other', percent: 1 });
    expect((await records.readRun('8236-a'))?.runId).toBe('8236-a');
  });

  test('cannot be changed before it exists', async () => {
    const failure = await failureOf(newHistory().records.updateRun('8236-a', { percent: 1 }));
    expect(failure).toMatchObject({ code: 'RunNotFound', retryable: false });
  });

  test('holds a value longer than one column, and a shorter one after it', async () => {
    const { records } = newHistory();
    const long = `${'x'.repeat(40_000)}☃${'y'.repeat(40_000)}`;
    await records.createRun(sampleRun('8236-a', { request: { long } }));
    expect((await records.readRun('8236-a'))?.request).toEqual({ long });
    await records.updateRun('8236-a', { request: { short: true } });
    expect((await records.readRun('8236-a'))?.request).toEqual({ short: true });
  });

  test('is refused when no row can hold it', async () => {
    const failure = await failureOf(
      newHistory().records.createRun(sampleRun('8236-a', { request: { long: 'x'.repeat(600_000) } })),
    );
    expect(failure).toMatchObject({ code: 'ValueTooLarge', retryable: false });
  });

  test('that somebody edited is refused, naming what is wrong', async () => {
    const { records, raw } = newHistory();
    await records.createRun(sampleRun('8236-a'));
    const edit = { status: '"asleep"', percent: 'much' };
    await raw('runs').updateEntity({ partitionKey: 'run', rowKey: '8236-a', ...edit }, 'Merge');
    const failure = await failureOf(records.readRun('8236-a'));
    expect(failure).toMatchObject({ code: 'StoredRowUnreadable', retryable: false });
    expect(failure?.message).toMatch(/status.*percent|percent.*status/);
  });
});

describe('the list of runs', () => {
  const ids = ['8230-new', '8235-mid', '8240-old', '8250-older', '8260-oldest'];
  async function fill(records: RunRecords) {
    for (const id of [...ids].reverse()) await records.createRun(sampleRun(id));
  }

  test('is newest first, page by page, each run once', async () => {
    const { records } = newHistory();
    await fill(records);
    const seen: string[][] = [];
    let continuation: string | null = null;
    do {
      const page: Awaited<ReturnType<RunRecords['listRuns']>> = await records.listRuns({ limit: 2, continuation });
      seen.push(page.runs.map(({ runId }) => runId));
      continuation = page.continuation;
    } while (continuation !== null);
    expect(seen).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  });

  test('says that there is no more when a page ends with the last run', async () => {
    const { records } = newHistory();
    await fill(records);
    expect((await records.listRuns({ limit: ids.length, continuation: null })).continuation).toBeNull();
  });

  test('is empty before the first run', async () => {
    expect(await newHistory().records.listRuns({ limit: 5, continuation: null })).toEqual({
      runs: [],
      continuation: null,
    });
  });

  test.each([
    '',
    'nonsense',
    Buffer.from("after:x' or PartitionKey gt '").toString('base64url'),
    'YWZ0ZXI6eA==',
    'dG9rZW46eA',
    'dG9rZW46',
  ])('refuses the continuation "%s"', async (continuation) => {
    const failure = await failureOf(newHistory().records.listRuns({ limit: 5, continuation }));
    expect(failure).toMatchObject({ code: 'InvalidContinuation', httpStatus: 400, retryable: false });
  });

  describe('with a filter', () => {
    const other = { ...cluster, name: 'two' };
    const ofTime = (hour: number, letter: string) =>
      createRunId(Date.parse(`2026-11-20T1${hour}:00:00.000Z`), `${letter}00000000`);
    const [young, middle, old] = [ofTime(2, 'c'), ofTime(1, 'b'), ofTime(0, 'a')];
    async function fillDifferently(records: RunRecords) {
      const at = (hour: number) => `2026-11-20T1${hour}:00:00.000Z`;
      await records.createRun(sampleRun(old, { startedAt: at(0), status: 'done', verdict: 'isolated' }));
      await records.createRun(sampleRun(middle, { startedAt: at(1), cluster: other, step: 'Asked for the pool' }));
      await records.createRun(sampleRun(young, { startedAt: at(2), kind: 'verification' }));
      await records.updateRun(young, { step: 'Ended', status: 'done', verdict: 'suspect' });
    }

    test.each([
      [
        'its cluster, however that is spelled',
        { cluster: { ...other, name: 'TWO', resourceGroup: 'Fleet' } },
        [middle],
      ],
      ['its kind', { kind: 'provisioning' }, [middle, old]],
      ['its verdict', { verdict: 'suspect' }, [young]],
      ['having ended', { status: 'done' }, [young, old]],
      ['running', { status: 'running' }, [middle]],
      ['running and having begun', { status: 'running', begun: true }, [middle]],
      ['waiting to begin', { status: 'running', begun: false }, []],
      ['its age', { since: '2026-11-20T11:00:00.000Z' }, [young, middle]],
      ['its age and that it runs', { since: '2026-11-20T11:00:00.001Z', status: 'running' }, []],
      ['all of it', { kind: 'provisioning', status: 'done', verdict: 'isolated', cluster }, [old]],
    ] as const)('has each run by %s', async (_what, filter, found) => {
      const { records } = newHistory();
      await fillDifferently(records);
      const { runs } = await records.listRuns({ limit: 9, continuation: null, filter });
      expect(runs.map(({ runId }) => runId)).toEqual(found);
    });

    test('goes on from page to page, each run once', async () => {
      const { records } = newHistory();
      const ids = Array.from({ length: 30 }, (_, n) => `8${100 + n}-a`);
      for (const [n, id] of ids.entries())
        await records.createRun(sampleRun(id, { status: 'done', verdict: n % 10 === 9 ? 'suspect' : 'isolated' }));
      const seen: string[] = [];
      let continuation: string | null = null;
      do {
        const page: Awaited<ReturnType<RunRecords['listRuns']>> = await records.listRuns({
          ...{ limit: 1, continuation, filter: { verdict: 'suspect' } },
        });
        expect(page.runs.length).toBeLessThanOrEqual(1);
        seen.push(...page.runs.map(({ runId }) => runId));
        continuation = page.continuation;
      } while (continuation !== null);
      expect(seen).toEqual([ids[9], ids[19], ids[29]]);
    });

    test('finds a run that an earlier version recorded by its cluster as that is spelled', async () => {
      const { records, raw } = newHistory();
      await records.createRun(sampleRun('8236-a'));
      const row = await raw('runs').getEntity('run', '8236-a');
      const { clusterKey: _key, clusterKey_parts: _parts, ...before } = row;
      await raw('runs').updateEntity(before as Parameters<TableClient['updateEntity']>[0], 'Replace');
      const { runs } = await records.listRuns({ limit: 9, continuation: null, filter: { cluster } });
      expect(runs).toHaveLength(1);
    });
  });

  test('leaves out a row that cannot be read', async () => {
    const { records, raw } = newHistory();
    await fill(records);
    await raw('runs').updateEntity({ partitionKey: 'run', rowKey: '8240-old', status: '"asleep"' }, 'Merge');
    const { runs } = await records.listRuns({ limit: 9, continuation: null });
    expect(runs.map(({ runId }) => runId)).toEqual(ids.filter((id) => id !== '8240-old'));
    expect(await records.listOpenRuns()).toHaveLength(4);
  });
});

describe('the open runs', () => {
  test('are those that have not ended', async () => {
    const { records } = newHistory();
    for (const id of ['1-a', '2-b', '3-c', '4-d']) await records.createRun(sampleRun(id));
    await records.updateRun('1-a', { status: 'done', verdict: 'isolated' });
    await records.updateRun('3-c', { status: 'failed' });
    await records.updateRun('4-d', { percent: 50 });
    expect((await records.listOpenRuns()).map(({ runId }) => runId)).toEqual(['2-b', '4-d']);
  });

  test('are right also when a writer died between a run and its marker', async () => {
    const { records, raw } = newHistory();
    await records.createRun(sampleRun('1-a'));
    await records.updateRun('1-a', { status: 'done' });
    await raw('runs').upsertEntity({ partitionKey: 'open', rowKey: '1-a' });
    await raw('runs').upsertEntity({ partitionKey: 'open', rowKey: '2-never-written' });
    expect(await records.listOpenRuns()).toEqual([]);
  });
});

describe('a mark of an open run', () => {
  const openKeys = async (raw: ReturnType<typeof newHistory>['raw']) => {
    const keys: string[] = [];
    for await (const row of raw('runs').listEntities({ queryOptions: { filter: "PartitionKey eq 'open'" } }))
      keys.push(String(row.rowKey));
    return keys;
  };
  const at = (iso: string, random: string) => createRunId(Date.parse(iso), random);

  test('is not left behind by a run whose row the service refuses', async () => {
    const { records, raw } = newHistory();
    // Azurite counts the bytes of UTF-8, so it refuses a column of 32 Ki characters that Azure takes.
    const refused = sampleRun('8236-a', { request: { long: '☃'.repeat(40_000) } });
    expect(await failureOf(records.createRun(refused))).toMatchObject({ code: 'PropertyValueTooLarge' });
    expect(await openKeys(raw)).toEqual([]);
  });

  test('is removed a day later when its writer died before the run was written, and no other mark is', async () => {
    const { records, raw } = newHistory();
    const [old, alive, young] = [
      at('2026-11-18T10:00:00Z', 'stray00001'),
      at('2026-11-18T10:00:00Z', 'alive00001'),
      at('2026-11-20T10:00:00Z', 'young00001'),
    ];
    await records.createRun(sampleRun(alive));
    for (const rowKey of [old, young]) await raw('runs').upsertEntity({ partitionKey: 'open', rowKey });
    expect(await records.removeStrayMarkers('2026-11-19T12:00:00.000Z')).toEqual({ removed: 1 });
    expect(await records.removeStrayMarkers('2026-11-19T12:00:00.000Z')).toEqual({ removed: 0 });
    expect(await openKeys(raw)).toEqual([young, alive].sort());
  });
});

describe('the parts of a run', () => {
  test('are its steps in their order, each once, however often it was told', async () => {
    const { records } = newHistory();
    for (const sequence of ['1001-kata-0001', '0002', '0001', '0002'])
      await records.recordSteps('8236-a', sampleStep(sequence, sequence === '0002' ? { percent: null } : {}));
    await records.recordSteps('8236-b', sampleStep('0001'));
    expect(await records.listSteps('8236-a')).toEqual([
      sampleStep('0001'),
      sampleStep('0002', { percent: null }),
      sampleStep('1001-kata-0001'),
    ]);
  });

  test('adds a node with the line that tells of it, and nothing of either where the node is recorded', async () => {
    const { records } = newHistory();
    const node = sampleNode('n1');
    expect(await records.addNode('8236-a', node, sampleStep('0001'))).toEqual({ added: true });
    const other = { ...node, verdict: { ...node.verdict, verdict: 'inconclusive' as const } };
    expect(await records.addNode('8236-a', other, sampleStep('0002'))).toEqual({ added: false });
    expect((await records.listNodes('8236-a')).map(({ verdict }) => verdict.verdict)).toEqual([node.verdict.verdict]);
    expect((await records.listSteps('8236-a')).map(({ sequence }) => sequence)).toEqual(['0001']);
  });

  test('are its nodes, each once, with all of their evidence', async () => {
    const { records } = newHistory();
    const [first, second] = [sampleNode('aks-kata-1-vmss000000'), sampleNode('aks-kata-1-vmss000001')];
    await records.recordNode('8236-a', second);
    await records.recordNode('8236-a', sampleNode('aks-kata-1-vmss000000', 'an earlier look'));
    await records.recordNode('8236-a', first);
    await records.recordSteps('8236-a', sampleStep('0001'));
    expect(await records.listNodes('8236-a')).toEqual([first, second]);
    const short = { verdict: 'inconclusive', poolName: 'kata', reason: expect.any(String), uid: 'u1' };
    const [one, two] = [first, second].map(({ evidence }) => evidence);
    expect(await records.listProvenNodes('8236-a')).toMatchObject([
      { ...short, nodeName: one?.nodeName, bootId: one?.before?.bootId },
      { ...short, nodeName: two?.nodeName, bootId: two?.before?.bootId },
    ]);
    const node = { poolName: 'kata', nodeName: 'aks-kata-1-vmss000001' };
    expect(await records.readProvenNode('8236-a', node)).toMatchObject({ ...short, nodeName: two?.nodeName });
    expect(await records.readProvenNode('8236-a', { ...node, poolName: null })).toBeNull();
  });

  test('come a page at a time, pool by pool, without losing or repeating one, also while more are written', async () => {
    const { records } = newHistory();
    const names = Array.from({ length: 23 }, (_, index) => `aks-kata-1-vmss${String(index).padStart(6, '0')}`);
    const inPool = (poolName: string | null, name: string) => ({ ...sampleNode(name), poolName });
    const all = [
      inPool(null, 'aks-nap-x'),
      ...names.map((name) => inPool('gold', name)),
      ...names.map((name) => inPool('kata', name)),
    ];
    await Promise.all(all.toReversed().map((node) => records.recordNode('8236-a', node)));
    await records.recordSteps('8236-a', sampleStep('0001'));
    await records.recordNode('8236-b', sampleNode('of-another-run'));
    const read: typeof all = [];
    for (let continuation: string | null = null; ; ) {
      const page = await records.listNodePage('8236-a', { limit: 10, continuation });
      expect(page.nodes.length).toBeLessThanOrEqual(10);
      read.push(...page.nodes);
      continuation = page.continuation;
      if (continuation === null) break;
      // The same node once more, as after a reboot: it stays where it was.
      await records.recordNode('8236-a', page.nodes[0] ?? sampleNode('none'));
    }
    expect(read).toEqual(all);
    expect(await records.listNodePage('8236-c', { limit: 10, continuation: null })).toEqual({
      nodes: [],
      continuation: null,
    });
  });

  test('are refused a page that nobody gave', async () => {
    const { records } = newHistory();
    for (const continuation of ['nonsense', Buffer.from('after:step-0001').toString('base64url')])
      expect(await failureOf(records.listNodePage('8236-a', { limit: 5, continuation }))).toMatchObject({
        code: 'InvalidContinuation',
      });
  });

  test('hold evidence of any length and names of any kind', async () => {
    const { records } = newHistory();
    const sample = sampleNode('node/with\\odd#name?\u0007=x');
    const notes = Array.from({ length: 4000 }, (_, index) => `Note ${index} of a very long list of notes.`);
    const odd = { ...sample, verdict: { ...sample.verdict, notes }, poolName: null };
    await records.recordNode('8236-a', odd);
    expect(await records.listNodes('8236-a')).toEqual([odd]);
  });

  test('hold no secret that somebody else wrote', async () => {
    const { records } = newHistory();
    const said = canaries.map(([, text]) => text);
    const node = sampleNode('aks-kata-1-vmss000000', 'root=/dev/sda1 password=hunter2');
    await records.createRun(sampleRun('8236-a'));
    await records.updateRun('8236-a', { step: said[0] ?? '', reason: said.join(' | ') });
    await records.recordSteps('8236-a', sampleStep('0001', { detail: said.join('\n') }));
    await records.recordNode('8236-a', { ...node, verdict: { ...node.verdict, notes: said } });
    const kept = [
      await records.readRun('8236-a'),
      await records.listSteps('8236-a'),
      await records.listNodes('8236-a'),
    ].map((value) => JSON.stringify(value));
    for (const [, , secret] of canaries) for (const text of kept) expect(text).not.toMatch(secret);
    expect(kept.join('')).not.toContain('hunter2');
  });

  test('that somebody edited are refused', async () => {
    const { records, raw } = newHistory();
    await records.recordSteps('8236-a', sampleStep('0001'));
    await raw('parts').updateEntity({ partitionKey: '8236-a', rowKey: 'step-0001', at: '{"broken' }, 'Merge');
    expect(await failureOf(records.listSteps('8236-a'))).toMatchObject({ code: 'StoredRowUnreadable' });
  });
});

describe('the known clusters', () => {
  test('are remembered once each, in whatever case they were named', async () => {
    const { records } = newHistory();
    await records.rememberCluster(cluster);
    await records.rememberCluster({ ...cluster, resourceGroup: 'FLEET' });
    await records.rememberCluster({ ...cluster, name: 'two' });
    expect((await records.listKnownClusters()).map(({ name }) => name)).toEqual(['one', 'two']);
  });

  test('leave out a row that cannot be read, and no other', async () => {
    const { records, raw } = newHistory();
    await records.rememberCluster(cluster);
    await raw('runs').upsertEntity({ partitionKey: 'cluster', rowKey: 'edited', name: '"half', name_parts: 1 });
    expect((await records.listKnownClusters()).map(({ name }) => name)).toEqual(['one']);
  });
});

describe('a storage account that does not answer', () => {
  test('is a retryable failure that names it', async () => {
    const nobody = openStorageRoom().connectionString.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9');
    const records = openHistory(nobody);
    expect(await failureOf(records.readRun('8236-a'))).toMatchObject({ code: 'StorageUnreachable', retryable: true });
  });

  test('says which role is missing when it refuses us', async () => {
    const wrongKey = Buffer.alloc(64, 1).toString('base64');
    const records = openHistory(
      openStorageRoom().connectionString.replace(/AccountKey=[^;]+/, `AccountKey=${wrongKey}`),
    );
    const failure = await failureOf(records.readRun('8236-a'));
    expect(failure).toMatchObject({ code: 'Forbidden', retryable: true });
    expect(failure?.message).toContain('Storage Table Data Contributor');
    expect(failure?.message).not.toContain(wrongKey);
  });
});

test('storage is refused without a way to it', () => {
  expect(() => openHistory(null)).toThrow(/needs a connection string or an endpoint/);
});
