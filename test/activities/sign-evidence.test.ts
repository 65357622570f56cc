import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { recordPosture } from '../../shared/activities/record-posture.ts';
import { signEvidence, signMissing } from '../../shared/activities/sign-evidence.ts';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { writeStatement } from '../../shared/evidence/statement.ts';
import { verifyEnvelope } from '../../shared/evidence/verify-envelope.ts';
import { readPublicKey } from '../../shared/signatures/public-key.ts';
import { createEvidenceArchive } from '../../shared/storage/blobs-evidence-archive.ts';
import { createEvidenceStatements } from '../../shared/storage/blobs-evidence-statements.ts';
import { createProofChains } from '../../shared/storage/tables-proof-chains.ts';
import { type EmulatedVault, startVault } from '../support/azure/emulated-vault.ts';
import { cluster, sampleNode } from '../support/samples/sample-runs.ts';
import { createMemoryInProcess } from '../support/storage/memory-in-process.ts';
import { type Memory, openMemory } from '../support/storage/open-memory.ts';

let vault: EmulatedVault;
let memory: Memory;
let ports: ReturnType<typeof openPorts>;
beforeAll(async () => {
  vault = await startVault();
});
afterAll(() => vault.stop());
beforeEach(() => {
  memory = openMemory();
  ports = openPorts();
});
afterEach(() => void vault.emulator.vault.change({ state: 'up' }));

/** Real storage, and the emulated vault by its SDK. */
const openPorts = () => ({
  evidence: createEvidenceArchive(memory.access),
  statements: createEvidenceStatements(memory.access),
  chains: createProofChains(memory.access),
  signer: vault.createSigner(),
});

const at = '2026-11-20T10:00:00.000Z';
const pool = { poolName: 'kata', verdict: 'shared-kernel', reason: 'Said so.', nodesPresent: 1, nodesProven: 1 };
const record = { runId: '8236-a', cluster, pools: [pool], nodes: [sampleNode('aks-kata-1')] };

/** Keeps evidence and signs it, or not. */
async function keepAndSign(given: object = record) {
  const { hash } = await ports.evidence.keepEvidence(given);
  return { hash, ...(await signEvidence(ports, hash, at)) };
}

async function check(hash: string) {
  const keys = (await ports.signer.listKeys()).keys.map(({ keyId, pem }) => ({
    keyId,
    verifies: readPublicKey(pem)?.verifies ?? (() => false),
  }));
  const kept = await ports.evidence.readEvidence(hash);
  return verifyEnvelope(await ports.statements.readStatement(hash), { digest: hash, record: kept }, keys);
}

describe('kept evidence', () => {
  test('gets a statement that an auditor accepts, about what is really kept', async () => {
    const { hash, signed, failure } = await keepAndSign();
    expect({ signed, failure }).toEqual({ signed: true, failure: null });
    expect(await check(hash)).toMatchObject({ outcome: 'signed', statement: { predicate: { result: 'FAILED' } } });
    expect(await ports.statements.listUnsigned(10)).toEqual({ digests: [] });
  });

  test('is signed once: the first statement stays, though another signature would be another one', async () => {
    const { hash } = await keepAndSign();
    const first = await ports.statements.readStatement(hash);
    expect(await signEvidence(ports, hash, at)).toEqual({ signed: true, failure: null });
    const other = await ports.signer.signStatement(Buffer.from(first?.payload ?? '', 'base64').toString('utf8'), hash);
    await ports.statements.keepStatement(hash, other);
    expect(await ports.statements.readStatement(hash)).toEqual(first);
    expect(other.payload).toBe(first?.payload);
    const blob = memory.container().getBlobClient(`${hash}.dsse.json`);
    expect((await blob.getProperties()).contentType).toBe('application/json');
  });

  test('stays as it is where no key is set, and waits for nothing', async () => {
    const { hash } = await ports.evidence.keepEvidence(record);
    expect(await signEvidence({ ...ports, signer: null }, hash, at)).toEqual({ signed: false, failure: null });
    expect(await ports.statements.listUnsigned(10)).toEqual({ digests: [] });
    expect(await ports.statements.readStatement(hash)).toBeNull();
  });

  test.each([
    ['is down', 'down', 'ServerFailed'],
    ['throttles', 'throttled', 'Throttled'],
  ] as const)('waits when the vault %s, and is signed by the next sweep', async (_what, state, code) => {
    vault.emulator.vault.change({ state });
    const { hash, signed, failure } = await keepAndSign();
    expect({ signed, failure }).toMatchObject({ signed: false, failure: { code } });
    expect(await ports.statements.listUnsigned(10)).toEqual({ digests: [hash] });
    expect(await signMissing(ports)).toMatchObject({ signed: 0, waiting: 1, failure: { code } });
    vault.emulator.vault.change({ state: 'up' });
    expect(await signMissing(ports)).toEqual({ signed: 1, waiting: 0, failure: null });
    expect(await check(hash)).toMatchObject({ outcome: 'signed' });
    expect(await signMissing(ports)).toEqual({ signed: 0, waiting: 0, failure: null });
  });

  test('that was changed is not signed, and keeps no other from being signed', async () => {
    vault.emulator.vault.change({ state: 'down' });
    const forged = await keepAndSign({ ...record, runId: '1-forged' });
    const other = await keepAndSign();
    vault.emulator.vault.change({ state: 'up' });
    const lie = JSON.stringify({ ...record, pools: [{ ...pool, verdict: 'isolated' }] });
    await memory.container().getBlockBlobClient(`${forged.hash}.json`).upload(lie, lie.length);
    expect(await signMissing(ports)).toMatchObject({ signed: 1, waiting: 1, failure: { code: 'EvidenceCorrupt' } });
    expect(await ports.statements.readStatement(forged.hash)).toBeNull();
    expect(await check(other.hash)).toMatchObject({ outcome: 'signed' });
  });

  test.each([
    ['by another key', record],
    ['about another verdict', { ...record, pools: [{ ...pool, verdict: 'isolated' }] }],
  ])('is not taken for signed by a statement %s that somebody put there meanwhile', async (what, told) => {
    vault.emulator.vault.change({ state: 'down' });
    const { hash } = await keepAndSign();
    vault.emulator.vault.change({ state: 'up' });
    const statement = writeStatement(told, hash) ?? '';
    const envelope = await ports.signer.signStatement(statement, hash);
    const sig = Buffer.from('forged').toString('base64');
    const planted = what === 'by another key' ? { ...envelope, signatures: [{ sig }] } : envelope;
    await ports.statements.keepStatement(hash, planted);
    expect(await signMissing(ports)).toMatchObject({ signed: 0, waiting: 1, failure: { code: 'EvidenceCorrupt' } });
    expect(await signEvidence(ports, hash, at)).toMatchObject({ signed: false, failure: { code: 'EvidenceCorrupt' } });
    expect(await ports.statements.listUnsigned(10)).toEqual({ digests: [hash] });
  });

  test('that is larger than any that is written is not read, and keeps no other from being signed', async () => {
    vault.emulator.vault.change({ state: 'down' });
    const grown = await keepAndSign({ ...record, runId: '1-grown' });
    const other = await keepAndSign();
    vault.emulator.vault.change({ state: 'up' });
    const { readEvidence } = ports.evidence;
    const tooLarge = new KataproofError('AnswerTooLarge', 'A blob of evidence is larger than any.');
    const evidence = {
      ...ports.evidence,
      readEvidence: (hash: string) => (hash === grown.hash ? Promise.reject(tooLarge) : readEvidence(hash)),
    };
    const sweep = await signMissing({ ...ports, evidence });
    expect(sweep).toMatchObject({ signed: 1, waiting: 1, failure: { code: 'AnswerTooLarge' } });
    expect(await check(other.hash)).toMatchObject({ outcome: 'signed' });
  });

  test('that is gone, or is no evidence, is waited for no longer', async () => {
    await ports.statements.markUnsigned('0'.repeat(64), at);
    const { hash } = await ports.evidence.keepEvidence({ note: 'of an unknown form' });
    await ports.statements.markUnsigned(hash, at);
    expect(await signMissing(ports)).toEqual({ signed: 0, waiting: 0, failure: null });
    expect(await ports.statements.listUnsigned(10)).toEqual({ digests: [] });
  });

  test('has a statement that somebody changed told as corrupt', async () => {
    const { hash } = await keepAndSign();
    const text = '{"payload":1}';
    await memory.container().getBlockBlobClient(`${hash}.dsse.json`).upload(text, text.length);
    await expect(ports.statements.readStatement(hash)).rejects.toMatchObject({ code: 'EvidenceCorrupt' });
  });
});

describe('a leak that is recorded while the vault is down', () => {
  const order = {
    ...{ runId: '8236-a', cluster, provenAt: at, evidenceSince: null, freshForMs: 60_000, flapThreshold: 1 },
    pool: { ...pool, verdict: 'shared-kernel' as const, changing: false },
  };

  test('is remembered and told as ever, and only then is the vault asked', async () => {
    const told: string[] = [];
    const { ports: near, kept } = createMemoryInProcess((call) => {
      told.push(call);
      return false;
    });
    await near.records.recordNode(order.runId, sampleNode('aks-kata-1'));
    vault.emulator.vault.change({ state: 'down' });
    const recorded = await recordPosture({ ...near, signer: vault.createSigner() }, order);
    expect(recorded).toMatchObject({ unsigned: { code: 'ServerFailed' } });
    expect([...kept.postures.values()]).toMatchObject([{ verdict: 'shared-kernel' }]);
    expect(kept.waiting.size).toBeGreaterThan(0);
    expect(kept.unsigned.size).toBe(1);
    const lastAlert = told.findLastIndex((call) => call.startsWith('alertStates.'));
    expect(told.indexOf('statements.markUnsigned')).toBeGreaterThan(lastAlert);
  });

  test('is remembered and told although nobody can note that it waits; the activity is then tried again', async () => {
    const { ports: near, kept } = createMemoryInProcess((call) => call === 'statements.markUnsigned');
    await near.records.recordNode(order.runId, sampleNode('aks-kata-1'));
    vault.emulator.vault.change({ state: 'down' });
    const signer = vault.createSigner();
    await expect(recordPosture({ ...near, signer }, order)).rejects.toMatchObject({ code: 'StorageUnreachable' });
    expect([...kept.postures.values()]).toMatchObject([{ verdict: 'shared-kernel' }]);
    expect(kept.waiting.size).toBeGreaterThan(0);
    vault.emulator.vault.change({ state: 'up' });
    expect(await recordPosture({ ...near, signer }, order)).toMatchObject({ unsigned: null });
    expect(kept.statements.size).toBe(1);
  });
});
