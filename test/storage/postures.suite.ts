import { describe, expect, test } from '@jest/globals';
import type { PostureFilter, Postures } from '../../shared/ports/postures.ts';
import type { Posture } from '../../shared/posture/posture.ts';
import { createPostures } from '../../shared/storage/tables-postures.ts';
import { failureOf } from '../support/failure-of.ts';
import { cluster } from '../support/samples/sample-runs.ts';
import { type OpenMemory, secret, textOf } from '../support/storage/open-memory.ts';

export function samplePosture(change: Partial<Posture> = {}): Posture {
  return {
    cluster,
    poolName: 'kata',
    verdict: 'isolated',
    reason: 'All 2 nodes are isolated.',
    since: '2026-11-01T00:00:00.000Z',
    provenAt: '2026-11-20T10:00:00.000Z',
    freshUntil: '2026-11-21T10:00:00.000Z',
    nodeImageVersion: 'AKSAzureLinux-V3katagen2-202611.10.0',
    nodesPresent: 2,
    nodesProven: 2,
    runId: '8236-a',
    evidenceHash: 'a1'.repeat(32),
    evidenceSince: '2026-11-20T09:58:00.000Z',
    changing: false,
    changingSince: null,
    retired: false,
    ...change,
  };
}

const shouted = { ...cluster, resourceGroup: 'FLEET', subscriptionId: cluster.subscriptionId.toUpperCase() };

export function describePostures(open: OpenMemory) {
  const newPostures = () => createPostures(open().access);

  describe('a posture', () => {
    test('is not there before it was written', async () => {
      expect(await newPostures().readPosture(cluster, 'kata')).toEqual({ value: null, eTag: null });
    });

    test('is read as it was written, however the cluster is spelled', async () => {
      const postures = newPostures();
      const written = samplePosture({
        cluster: shouted,
        poolName: '(no agent pool)',
        evidenceHash: null,
        nodesPresent: null,
      });
      expect(await postures.writePosture(written, null)).toEqual({ written: true });
      const read = await postures.readPosture(cluster, '(no agent pool)');
      expect(read).toEqual({ value: written, eTag: expect.any(String) });
    });

    test('is created once: whoever comes second is told', async () => {
      const postures = newPostures();
      await postures.writePosture(samplePosture(), null);
      expect(await postures.writePosture(samplePosture({ cluster: shouted, runId: 'late' }), null)).toEqual({
        written: false,
      });
      expect((await postures.readPosture(cluster, 'kata')).value?.runId).toBe('8236-a');
    });

    test('is changed by one of two writers that read the same, and the other is told', async () => {
      const postures = newPostures();
      await postures.writePosture(samplePosture(), null);
      const { eTag } = await postures.readPosture(cluster, 'kata');
      const outcomes = await Promise.all(
        ['one', 'two'].map((runId) => postures.writePosture(samplePosture({ runId }), eTag)),
      );
      expect(outcomes.filter(({ written }) => written)).toHaveLength(1);
      const winner = outcomes[0]?.written ? 'one' : 'two';
      expect((await postures.readPosture(cluster, 'kata')).value?.runId).toBe(winner);
    });

    test('is not brought back by a writer that had read it', async () => {
      const memory = open();
      const postures = createPostures(memory.access);
      await postures.writePosture(samplePosture(), null);
      const { eTag } = await postures.readPosture(cluster, 'kata');
      const [row] = await rowsOf(memory.table('postures'));
      await memory.table('postures').deleteEntity(String(row?.partitionKey), String(row?.rowKey));
      expect(await postures.writePosture(samplePosture(), eTag)).toEqual({ written: false });
    });

    test('that somebody edited is refused, and hides no other', async () => {
      const memory = open();
      const postures = createPostures(memory.access);
      for (const poolName of ['a', 'b']) await postures.writePosture(samplePosture({ poolName }), null);
      const [row] = await rowsOf(memory.table('postures'));
      await memory
        .table('postures')
        .updateEntity({ partitionKey: String(row?.partitionKey), rowKey: String(row?.rowKey), verdict: '"fine"' });
      const failure = await failureOf(postures.readPosture(cluster, 'a'));
      expect(failure).toMatchObject({ code: 'StoredRowUnreadable', message: expect.stringContaining('verdict') });
      expect((await postures.listClusterPostures(cluster)).map(({ poolName }) => poolName)).toEqual(['b']);
    });

    test('holds no secret that its reason came with', async () => {
      const memory = open();
      await createPostures(memory.access).writePosture(samplePosture({ reason: `Refused: ${secret}` }), null);
      const text = await textOf(memory.table('postures'));
      expect(text).toContain('Refused: ');
      expect(text).not.toContain(secret);
    });
  });

  describe('the postures of the fleet', () => {
    const names = [
      ['alpha', 'kata'],
      ['alpha', 'katb'],
      ['alpha-2', 'kata'],
      ['beta', 'kata'],
      ['gamma', '(no agent pool)'],
    ] as const;
    async function fill(postures: Postures) {
      for (const [name, poolName] of [...names].reverse())
        await postures.writePosture(samplePosture({ cluster: { ...cluster, name }, poolName }), null);
    }
    const nameOf = ({ cluster: { name }, poolName }: Posture) => [name, poolName];

    test('come in the order of cluster and pool, page by page, each once', async () => {
      const postures = newPostures();
      await fill(postures);
      const pages: string[][][] = [];
      let continuation: string | null = null;
      do {
        const page: Awaited<ReturnType<Postures['listPostures']>> = await postures.listPostures({
          limit: 2,
          continuation,
        });
        pages.push(page.postures.map(nameOf));
        continuation = page.continuation;
      } while (continuation !== null);
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      const seen = pages.flat();
      expect(new Set(seen.map(String))).toEqual(new Set(names.map(String)));
      const ofAlpha = seen.filter(([name]) => name === 'alpha').map(([, pool]) => pool);
      expect(ofAlpha).toEqual(['kata', 'katb']);
    });

    test('end with a page that is exactly full', async () => {
      const postures = newPostures();
      await fill(postures);
      expect((await postures.listPostures({ limit: names.length, continuation: null })).continuation).toBeNull();
    });

    test.each([
      '',
      'nonsense',
      Buffer.from('after:8236-a').toString('base64url'),
      Buffer.from("after:a|b|c|d' or 1").toString('base64url'),
    ])('refuse the continuation "%s"', async (continuation) => {
      await expect(newPostures().listPostures({ limit: 5, continuation })).rejects.toMatchObject({
        code: 'InvalidContinuation',
        httpStatus: 400,
      });
    });

    test('that pass a filter come alone', async () => {
      const postures = newPostures();
      await fill(postures);
      const gamma = { ...cluster, name: 'gamma' };
      const since = '2027-01-01T00:00:00.000Z';
      const bad = samplePosture({ cluster: gamma, poolName: 'bad', verdict: 'suspect', since });
      await postures.writePosture(bad, null);
      const found = async (filter: PostureFilter) =>
        (await postures.listPostures({ limit: 9, continuation: null, filter })).postures.map(nameOf);
      expect(await found({ verdict: 'suspect' })).toEqual([['gamma', 'bad']]);
      expect(await found({ since })).toEqual([['gamma', 'bad']]);
      expect(await found({ cluster: { ...cluster, name: 'ALPHA' } })).toEqual(names.slice(0, 2));
      expect(await found({ cluster: { ...cluster, name: 'alpha' }, verdict: 'suspect' })).toEqual([]);
    });

    test("of one cluster are its own and no neighbour's, however it is spelled", async () => {
      const postures = newPostures();
      await fill(postures);
      const found = await postures.listClusterPostures({ ...shouted, name: 'ALPHA' });
      expect(found.map(nameOf)).toEqual(names.slice(0, 2));
    });
  });
}

async function rowsOf(table: ReturnType<ReturnType<OpenMemory>['table']>) {
  const rows = [];
  for await (const row of table.listEntities()) rows.push(row);
  return rows;
}
