import { describe, expect, test } from '@jest/globals';
import { type PostureOrder, recordPosture } from '../../shared/activities/record-posture.ts';
import { readRecord } from '../../shared/evidence/chains/read-record.ts';
import type { ProofRecord } from '../../shared/evidence/proof-record.ts';
import { createEvidenceArchive } from '../../shared/storage/blobs-evidence-archive.ts';
import { createProofChains } from '../../shared/storage/tables-proof-chains.ts';
import { fileOf, judged, leakyEvidence, nodeEvidence, sampleProof } from '../support/evidence/sample-chain.ts';
import { verifyStored } from '../support/evidence/verify-stored.ts';
import { failureOf } from '../support/failure-of.ts';
import { cluster } from '../support/samples/sample-runs.ts';
import { createMemoryInProcess } from '../support/storage/memory-in-process.ts';
import { openMemory } from '../support/storage/open-memory.ts';

const moment = (hour: number) => `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z`;
const isolated = () => [judged(nodeEvidence('n1', 1)), judged(nodeEvidence('n2', 2))];
const leaking = () => [judged(nodeEvidence('n1', 1)), judged(leakyEvidence('n2', 2))];

/** Real storage for evidence and chains, and memory for the rest. */
function openPorts() {
  const memory = openMemory();
  const { ports, kept } = createMemoryInProcess(() => false);
  const archive = createEvidenceArchive(memory.access);
  const all = { ...ports, evidence: archive, chains: createProofChains(memory.access) };
  const record = async (
    runId: string,
    hour: number,
    nodes: ReturnType<typeof judged>[],
    change: Partial<PostureOrder> = {},
  ) => {
    for (const node of nodes) await ports.records.recordNode(runId, node);
    const { news } = sampleProof(runId, nodes, { provenAt: moment(hour) });
    const { basis, newsId: _own, ...told } = news;
    const order = { ...told, ...(basis && { basis }), freshForMs: 1000, flapThreshold: 1, ...change };
    return recordPosture(all, order);
  };
  const { connectionString, tablePrefix } = memory.access;
  const stored = () => verifyStored({ connectionString, tablePrefix }, cluster);
  const list = async () => (await stored()).proofs;
  const verify = async () => (await stored()).verification;
  return { ports: all, kept, record, list, verify, told: () => [...kept.waiting.values()].length };
}

describe('a verdict that is recorded', () => {
  test('is a record of the chain, and what the posture names', async () => {
    const { record, list, kept, verify } = openPorts();
    await record('run-1', 1, isolated());
    const [proof] = await list();
    expect(proof).toMatchObject({
      ...{ sequence: 1, runId: 'run-1', provenAt: moment(1), verdict: 'isolated', nodesPresent: 2, nodesProven: 2 },
      ...{ previousDigest: null, signed: false, nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0' },
    });
    expect([...kept.postures.values()]).toMatchObject([{ verdict: 'isolated', evidenceHash: proof?.digest }]);
    expect(await verify()).toMatchObject({ outcome: 'holds', findings: [], chains: [{ records: 1, nodes: 2 }] });
  });

  test('twice is one record, also where a node was written in between', async () => {
    const { ports, record, list, kept } = openPorts();
    const { pool, basis } = sampleProof('run-1', isolated()).news;
    const same = { pool, ...(basis && { basis }) };
    await record('run-1', 1, isolated(), same);
    await ports.records.recordNode('run-1', judged(nodeEvidence('n3', 3)));
    await record('run-1', 1, isolated(), same);
    const proofs = await list();
    expect(proofs).toHaveLength(1);
    expect([...kept.postures.values()]).toMatchObject([{ evidenceHash: proofs[0]?.digest }]);
  });

  test('late, after a run that began later, is appended where it comes and moves no posture', async () => {
    const { record, list, kept, verify } = openPorts();
    await record('run-2', 2, isolated());
    await record('run-1', 1, leaking());
    expect((await list()).map(({ sequence, runId, provenAt }) => [sequence, runId, provenAt])).toEqual([
      [2, 'run-1', moment(1)],
      [1, 'run-2', moment(2)],
    ]);
    expect([...kept.postures.values()]).toMatchObject([{ runId: 'run-2', verdict: 'isolated' }]);
    expect((await verify()).outcome).toBe('holds');
  });

  test('by several runs at once is one chain, whose overtaken records confuse nobody', async () => {
    const { record, list, verify } = openPorts();
    const runs = ['a', 'b', 'c', 'd'];
    await Promise.all(runs.map((runId, hour) => record(runId, hour, isolated())));
    expect((await list()).map(({ sequence }) => sequence)).toEqual([4, 3, 2, 1]);
    const verified = await verify();
    expect(verified).toMatchObject({ outcome: 'holds', chains: [{ records: 4 }] });
    expect(verified.findings.filter(({ code }) => code !== 'NotTakenUp')).toEqual([]);
  });

  test.each(['chains', 'evidence'] as const)(
    'is told although its %s cannot be written, and archived later',
    async (port) => {
      const { ports, kept, list, told, verify } = openPorts();
      const away = async () => Promise.reject(Object.assign(new Error('Away.'), { code: 'StorageUnreachable' }));
      const broken = { ...ports, [port]: { ...ports[port], append: away, keepEvidence: away } };
      for (const node of leaking()) await ports.records.recordNode('run-1', node);
      const { basis, newsId: _own, ...news } = sampleProof('run-1', leaking(), { provenAt: moment(1) }).news;
      const order = { ...news, ...(basis && { basis }), freshForMs: 1000, flapThreshold: 1 };
      expect(await failureOf(recordPosture(broken, order))).not.toBeNull();
      expect([told(), await list()]).toEqual([1, []]);
      expect([...kept.postures.values()]).toMatchObject([{ verdict: 'shared-kernel', evidenceHash: null }]);
      await recordPosture(ports, order);
      expect([...kept.postures.values()]).toMatchObject([{ evidenceHash: (await list())[0]?.digest }]);
      expect([told(), (await verify()).outcome]).toEqual([1, 'holds']);
    },
  );

  test('that lacks a leak which is stored of a node is that leak, for people as well', async () => {
    const { record, list, kept, told } = openPorts();
    const pool = {
      poolName: 'kata',
      verdict: 'inconclusive' as const,
      reason: 'Not compared.',
      nodesPresent: null,
      nodesProven: 0,
      changing: false,
    };
    await record('run-1', 1, leaking(), { pool, basis: { coverage: null, handedOn: null } });
    expect(await list()).toMatchObject([{ verdict: 'shared-kernel', reason: expect.stringContaining('n2') }]);
    expect([...kept.postures.values()]).toMatchObject([{ verdict: 'shared-kernel' }]);
    expect(told()).toBe(1);
  });

  test('by an activity that an earlier version has scheduled is a record without a look at its coverage', async () => {
    const { ports, list } = openPorts();
    for (const node of isolated()) await ports.records.recordNode('run-1', node);
    const { basis: _unknown, newsId: _own, ...news } = sampleProof('run-1', isolated()).news;
    await recordPosture(ports, { ...news, freshForMs: 1000, flapThreshold: 1 });
    const [proof] = await list();
    const text = Buffer.from((await ports.evidence.readBytes(proof?.digest ?? '')) ?? []).toString('utf8');
    const read = readRecord(fileOf(text));
    expect((read as { record: ProofRecord }).record.basis).toMatchObject({
      coverageFrom: 'verdict',
      coverage: { isolated: 2 },
    });
  });
});
