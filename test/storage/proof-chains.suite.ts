import { describe, expect, test } from '@jest/globals';
import { keepProof } from '../../shared/activities/keep-proof.ts';
import { buildProof, type ProofNews } from '../../shared/evidence/build-proof.ts';
import type { ProofRecord } from '../../shared/evidence/proof-record.ts';
import type { ProofEntry } from '../../shared/ports/proof-chains.ts';
import { createEvidenceArchive } from '../../shared/storage/blobs-evidence-archive.ts';
import { createPostures } from '../../shared/storage/tables-postures.ts';
import { createProofChains } from '../../shared/storage/tables-proof-chains.ts';
import { failureOf } from '../support/failure-of.ts';
import { cluster, sampleNode } from '../support/samples/sample-runs.ts';
import { type Memory, type OpenMemory, secret, textOf } from '../support/storage/open-memory.ts';

const digestOf = (sequence: number) => sequence.toString(16).padStart(64, '0');

function sampleEntry(sequence: number, change: Partial<ProofEntry> = {}): ProofEntry {
  return {
    sequence,
    digest: digestOf(sequence),
    runId: `run-${sequence}`,
    provenAt: new Date(Date.UTC(2026, 8, sequence)).toISOString(),
    verdict: 'isolated',
    reason: 'All 2 nodes are isolated.',
    nodesPresent: 2,
    nodesProven: 2,
    nodeImageVersion: null,
    previousDigest: sequence === 1 ? null : digestOf(sequence - 1),
    signed: false,
    ...change,
  };
}

const shouted = { ...cluster, resourceGroup: 'FLEET', subscriptionId: cluster.subscriptionId.toUpperCase() };

export function describeProofChains(open: OpenMemory) {
  /** Appends so many records, one after the other. */
  async function fill({ access }: Memory, count: number, poolName = 'kata') {
    const chains = createProofChains(access);
    for (let sequence = 1; sequence <= count; sequence++) {
      const { eTag } = await chains.readHead(cluster, poolName);
      const entry = sampleEntry(sequence);
      expect(await chains.append(cluster, poolName, { entry, news: entry.runId, eTag })).toEqual({ appended: true });
    }
    return chains;
  }
  const first = { limit: 100, continuation: null };

  describe('a chain of proofs', () => {
    test('has no head before its first record', async () => {
      const chains = createProofChains(open().access);
      expect(await chains.readHead(cluster, 'kata')).toEqual({ value: null, eTag: null });
      expect(await chains.findNews(cluster, 'kata', 'run')).toBeNull();
      expect(await chains.listProofs(cluster, 'kata', first)).toEqual({ proofs: [], continuation: null });
    });

    test('ends with what was appended last, however its pool is spelled', async () => {
      const chains = await fill(open(), 2);
      const head = { sequence: 2, digest: digestOf(2) };
      expect(await chains.readHead(shouted, 'KATA')).toEqual({ value: head, eTag: expect.any(String) });
      expect(await chains.findNews(shouted, 'kata', 'run-2')).toEqual(head);
      expect(await chains.readHead(shouted, 'kata', 'run-2')).toMatchObject({ value: head, isOfNews: true });
      expect((await chains.readHead(shouted, 'kata', 'run-1')).isOfNews).toBeUndefined();
    });

    test('is its own of each pool, the nodes of no pool among them', async () => {
      const memory = open();
      const chains = await fill(memory, 2);
      await fill(memory, 1, '(no agent pool)');
      expect((await chains.readHead(cluster, '(no agent pool)')).value?.sequence).toBe(1);
      expect(await chains.findNews(cluster, '(no agent pool)', 'run-2')).toBeNull();
      expect((await chains.listProofs(cluster, '(no agent pool)', first)).proofs).toEqual([sampleEntry(1)]);
    });

    test('is told newest first, page by page, each record once', async () => {
      const chains = await fill(open(), 5);
      const seen: number[][] = [];
      for (let continuation: string | null = null; ; ) {
        const page = await chains.listProofs(cluster, 'kata', { limit: 2, continuation });
        seen.push(page.proofs.map(({ sequence }) => sequence));
        continuation = page.continuation;
        if (continuation === null) break;
      }
      expect(seen).toEqual([[5, 4], [3, 2], [1]]);
    });

    test('is told since a moment', async () => {
      const chains = await fill(open(), 4);
      const since = sampleEntry(3).provenAt;
      expect((await chains.listProofs(cluster, 'kata', { ...first, since })).proofs).toEqual([
        sampleEntry(4),
        sampleEntry(3),
      ]);
    });

    test.each(['', 'nonsense', Buffer.from("after:proof|1' or 1").toString('base64url')])(
      'refuses the continuation "%s"',
      async (continuation) => {
        const failure = failureOf(
          createProofChains(open().access).listProofs(cluster, 'kata', { limit: 5, continuation }),
        );
        expect(await failure).toMatchObject({ code: 'InvalidContinuation' });
      },
    );

    test('takes one of two that read the same head, and never forks', async () => {
      const memory = open();
      const chains = await fill(memory, 1);
      const { eTag } = await chains.readHead(cluster, 'kata');
      const outcomes = await Promise.all(
        ['a', 'b'].map((letter) => {
          const entry = sampleEntry(2, { digest: letter.repeat(64), runId: letter });
          return chains.append(cluster, 'kata', { entry, news: letter, eTag });
        }),
      );
      expect(outcomes.filter(({ appended }) => appended)).toHaveLength(1);
      const winner = outcomes[0]?.appended ? 'a' : 'b';
      expect((await chains.readHead(cluster, 'kata')).value).toEqual({ sequence: 2, digest: winner.repeat(64) });
      expect((await chains.listProofs(cluster, 'kata', first)).proofs.map(({ runId }) => runId)).toEqual([
        winner,
        'run-1',
      ]);
      expect(await chains.findNews(cluster, 'kata', winner === 'a' ? 'b' : 'a')).toBeNull();
    });

    test('begins once: whoever comes second is told', async () => {
      const chains = createProofChains(open().access);
      const begin = (letter: string) =>
        chains.append(cluster, 'kata', {
          entry: sampleEntry(1, { digest: letter.repeat(64) }),
          news: letter,
          eTag: null,
        });
      const outcomes = await Promise.all([begin('a'), begin('b')]);
      expect(outcomes.filter(({ appended }) => appended)).toHaveLength(1);
    });

    test('takes the same news up once, also under a head that has moved', async () => {
      const memory = open();
      const chains = await fill(memory, 2);
      const { eTag } = await chains.readHead(cluster, 'kata');
      const again = { entry: sampleEntry(3), news: 'run-1', eTag };
      expect(await chains.append(cluster, 'kata', again)).toEqual({ appended: false });
      expect((await chains.readHead(cluster, 'kata')).value?.sequence).toBe(2);
    });

    test('tells of the one record that was signed, and of none with another digest', async () => {
      const chains = await fill(open(), 2);
      await chains.markSigned(cluster, 'kata', { sequence: 1, digest: digestOf(1) });
      await chains.markSigned(cluster, 'kata', { sequence: 2, digest: digestOf(1) });
      await chains.markSigned(cluster, 'kata', { sequence: 3, digest: digestOf(3) });
      const { proofs } = await chains.listProofs(cluster, 'kata', first);
      expect(proofs).toEqual([sampleEntry(2), sampleEntry(1, { signed: true })]);
    });

    test('says when somebody has edited a row, in place of leaving a proof out', async () => {
      const memory = open();
      const chains = await fill(memory, 2);
      for await (const row of memory.table('proofs').listEntities())
        if (row.rowKey?.startsWith('proof|'))
          await memory.table('proofs').updateEntity({
            ...{ partitionKey: row.partitionKey ?? '', rowKey: row.rowKey },
            verdict: '"fine"',
          });
      const failure = await failureOf(chains.listProofs(cluster, 'kata', first));
      expect(failure).toMatchObject({ code: 'StoredRowUnreadable', message: expect.stringContaining('verdict') });
    });

    test('holds no secret that a reason came with', async () => {
      const memory = open();
      const entry = sampleEntry(1, { reason: `Refused: ${secret}` });
      await createProofChains(memory.access).append(cluster, 'kata', { entry, news: 'run', eTag: null });
      const text = await textOf(memory.table('proofs'));
      expect(text).toContain('Refused: ');
      expect(text).not.toContain(secret);
    });

    test('forgets what is old a part at a time, and goes on from its head all the same', async () => {
      const memory = open();
      const chains = await fill(memory, 3);
      const before = sampleEntry(3).provenAt;
      expect(await chains.removeOlderThan(before, 3)).toEqual({ removed: 3, more: true });
      expect(await chains.removeOlderThan(before, 3)).toEqual({ removed: 1, more: false });
      expect((await chains.listProofs(cluster, 'kata', first)).proofs).toEqual([sampleEntry(3)]);
      await chains.removeOlderThan('2027-01-01T00:00:00.000Z', 100);
      expect((await chains.readHead(cluster, 'kata')).value).toEqual({ sequence: 3, digest: digestOf(3) });
    });
  });

  describe('a proof that is kept', () => {
    const news = (runId: string): ProofNews => ({
      ...{ runId, newsId: runId, cluster, evidenceSince: null, provenAt: '2026-11-20T10:00:00.000Z' },
      pool: {
        ...{ poolName: 'kata', verdict: 'inconclusive', reason: `Run ${runId} saw nothing.` },
        ...{ nodesPresent: null, nodesProven: 0, changing: false },
      },
    });
    const openPorts = ({ access }: Memory) => ({
      evidence: createEvidenceArchive(access),
      chains: createProofChains(access),
      postures: createPostures(access),
    });
    const proofOf = (runId: string) => buildProof(news(runId), [sampleNode('n1')]);

    test('is appended once, however often and by however many it is kept', async () => {
      const ports = openPorts(open());
      const kept = await Promise.all(Array.from({ length: 4 }, () => keepProof(ports, proofOf('a'))));
      const again = await keepProof(ports, proofOf('a'));
      expect(new Set([...kept, again].map(({ digest }) => digest)).size).toBe(1);
      expect((await ports.chains.readHead(cluster, 'kata')).value).toEqual({ sequence: 1, digest: again.digest });
    });

    test('is one link of one chain, however many are kept at the same time', async () => {
      const ports = openPorts(open());
      const runs = ['a', 'b', 'c', 'd', 'e'];
      const kept = await Promise.all(runs.map((runId) => keepProof(ports, proofOf(runId))));
      const { proofs } = await ports.chains.listProofs(cluster, 'kata', first);
      expect(proofs.map(({ sequence }) => sequence)).toEqual([5, 4, 3, 2, 1]);
      expect(proofs.map(({ digest }) => digest).sort()).toEqual(kept.map(({ digest }) => digest).sort());
      for (const [place, { digest, sequence }] of proofs.entries()) {
        const record = (await ports.evidence.readEvidence(digest)) as ProofRecord;
        expect(record).toMatchObject({ sequence, previous: proofs[place + 1]?.digest ?? null });
      }
    });

    test('that another run overtook leaves a record behind to which nothing leads', async () => {
      const memory = open();
      const ports = openPorts(memory);
      let overtaken = false;
      const chains: typeof ports.chains = {
        ...ports.chains,
        async append(...added) {
          if (!overtaken) await keepProof(ports, proofOf('faster'));
          overtaken = true;
          return ports.chains.append(...added);
        },
      };
      const { digest } = await keepProof({ ...ports, chains }, proofOf('slower'));
      expect(await ports.evidence.readEvidence(digest)).toMatchObject({ sequence: 2, runId: 'slower' });
      const blobs: string[] = [];
      for await (const { name } of memory.container().listBlobsFlat()) blobs.push(name);
      expect(blobs).toHaveLength(3);
      expect((await ports.chains.listProofs(cluster, 'kata', first)).proofs).toHaveLength(2);
    });

    test('begins a chain upon the evidence that the posture knows from before', async () => {
      const ports = openPorts(open());
      const { hash } = await ports.evidence.keepEvidence({ runId: 'old', cluster, pools: [], nodes: [] });
      const { pool, ...told } = news('old');
      const { evidenceSince, provenAt } = told;
      const posture = { since: provenAt, freshUntil: provenAt, nodeImageVersion: null, changingSince: null };
      await ports.postures.writePosture(
        { ...pool, ...posture, cluster, runId: 'old', evidenceSince, provenAt, evidenceHash: hash, retired: false },
        null,
      );
      const one = await keepProof(ports, proofOf('a'));
      const two = await keepProof(ports, proofOf('b'));
      expect(await ports.evidence.readEvidence(one.digest)).toMatchObject({ previous: null, unchained: hash });
      expect(await ports.evidence.readEvidence(two.digest)).toMatchObject({ previous: one.digest, unchained: null });
    });
  });
}
