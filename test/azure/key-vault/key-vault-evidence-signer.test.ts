import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { envelopeFromJSON } from '@sigstore/bundle';
import { crypto, dsse } from '@sigstore/core';
import { importJWK, importSPKI } from 'jose';
import { createEvidenceSigner } from '../../../shared/azure/key-vault/key-vault-evidence-signer.ts';
import { type Envelope, payloadType } from '../../../shared/evidence/envelope.ts';
import { testResultType, writeStatement } from '../../../shared/evidence/statement.ts';
import { verifyEnvelope } from '../../../shared/evidence/verify-envelope.ts';
import { readPublicKey } from '../../../shared/signatures/public-key.ts';
import { type EmulatedVault, startVault } from '../../support/azure/emulated-vault.ts';
import { hangMs } from '../../support/eventually.ts';
import { failureOf } from '../../support/failure-of.ts';
import { cluster, sampleNode } from '../../support/samples/sample-runs.ts';
import { silences, startHostileServer } from '../../support/start-hostile-server.ts';

const digest = 'd'.repeat(64);
const pool = { poolName: 'kata', verdict: 'isolated', reason: 'Said so.', nodesPresent: 1, nodesProven: 1 };
const record = { runId: '8236-a', cluster, pools: [pool], nodes: [sampleNode('aks-kata-1')] };
const statement = writeStatement(record, digest) ?? '';
let vault: EmulatedVault;

beforeAll(async () => {
  vault = await startVault({
    keys: [
      { name: 'evidence' },
      { name: 'p384', kind: 'P-384' },
      { name: 'p521', kind: 'P-521' },
      { name: 'rsa', kind: 'RSA' },
      { name: 'off', enabled: false },
      { name: 'old', expiresAt: '2020-01-01T00:00:00Z' },
      { name: 'turned' },
    ],
  });
});
afterAll(() => vault.stop());
afterEach(() => void vault.emulator.vault.change({ state: 'up' }));

const keyNamed = (name: string) => vault.emulator.signingKey.replace(/[^/]+$/, name);
const signatureOf = ({ signatures: [first] }: Envelope) => ({ keyid: first?.keyid ?? '', sig: first?.sig ?? '' });

describe('an envelope', () => {
  test.each([
    ['evidence', 'ES256', 'sha256'],
    ['p384', 'ES384', 'sha384'],
    ['p521', 'ES512', 'sha512'],
    ['rsa', 'RS256', 'sha256'],
  ])('that the key %s signs by %s is accepted by sigstore, which nobody here wrote', async (name, algorithm, hash) => {
    const signer = vault.createSigner({ keyId: keyNamed(name) });
    const envelope = await signer.signStatement(statement, digest);
    const { keys } = await signer.listKeys();
    expect(keys).toMatchObject([{ algorithm, keyId: signatureOf(envelope).keyid, enabled: true }]);
    const theirs = envelopeFromJSON(envelope);
    const bytes = dsse.preAuthEncoding(theirs.payloadType, theirs.payload);
    const publicKey = crypto.createPublicKey(keys[0]?.pem ?? '');
    const sig = theirs.signatures[0]?.sig ?? Buffer.alloc(0);
    expect(crypto.verify(bytes, publicKey, sig, hash)).toBe(true);
    expect(crypto.verify(dsse.preAuthEncoding('another/type', theirs.payload), publicKey, sig, hash)).toBe(false);
    expect(JSON.parse(theirs.payload.toString())).toMatchObject({ predicateType: testResultType });
    expect(theirs.payloadType).toBe(payloadType);
  });

  test('names the version that signed, and is by nobody else', async () => {
    const signer = vault.createSigner();
    const envelope = await signer.signStatement(statement, digest);
    expect(signatureOf(envelope).keyid).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/keys\/evidence\/[0-9a-f]{32}$/);
    const trusted = (await signer.listKeys()).keys.map(({ keyId, pem }) => ({
      keyId,
      verifies: readPublicKey(pem)?.verifies ?? (() => false),
    }));
    expect(verifyEnvelope(envelope, { digest, record }, trusted)).toMatchObject({ outcome: 'signed' });
    const others = trusted.map(({ verifies }) => ({ keyId: 'https://v/keys/evidence/1', verifies }));
    expect(verifyEnvelope(envelope, { digest, record }, others)).toMatchObject({ flaw: 'unknown-key' });
  });
});

test('the commands of docs/evidence.md accept it by openssl, and no other payload', async () => {
  const signer = vault.createSigner();
  const envelope = await signer.signStatement(statement, digest);
  const [key] = (await signer.listKeys()).keys;
  const folder = mkdtempSync(join(tmpdir(), 'kataproof-openssl-'));
  const verify = (payload: string) => {
    writeFileSync(join(folder, 'evidence.pem'), key?.pem ?? '');
    writeFileSync(join(folder, 'statement.json'), payload);
    writeFileSync(join(folder, 'signature.der'), Buffer.from(signatureOf(envelope).sig, 'base64'));
    const page = readFileSync('docs/evidence.md', 'utf8');
    const [command] = /^\{ printf 'DSSEv1 .*\n.*signature\.der$/m.exec(page) ?? [];
    if (!command) throw new Error('The page has a command.');
    return spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
  };
  const accepted = verify(Buffer.from(envelope.payload, 'base64').toString('utf8'));
  expect([accepted.stdout.trim(), accepted.status]).toEqual(['Verified OK', 0]);
  expect(verify(statement.replace('"isolated"', '"suspect"')).status).toBe(1);
  rmSync(folder, { recursive: true });
});

describe('public keys', () => {
  test('are read by jose and by Node, as JWK and as PEM', async () => {
    const [key] = (await vault.createSigner().listKeys()).keys;
    if (!key) throw new Error('The vault has a key.');
    expect(await importJWK(key.jwk, key.algorithm)).toBeTruthy();
    expect(await importSPKI(key.pem, key.algorithm)).toBeTruthy();
    expect(createPublicKey(key.pem).export({ format: 'jwk' })).toEqual(key.jwk);
    expect(Object.keys(key.jwk).sort()).toEqual(['crv', 'kty', 'x', 'y']);
  });

  test('of every version are told, and a key id with a version means that one', async () => {
    const first = (await vault.createSigner({ keyId: keyNamed('turned') }).listKeys()).keys[0]?.keyId ?? '';
    const second = vault.emulator.vault.change({ add: { name: 'turned' } }).keyId ?? '';
    const both = (await vault.createSigner({ keyId: keyNamed('turned') }).listKeys()).keys;
    expect(both.map(({ keyId }) => keyId).sort()).toEqual([first, second].sort());
    const pinned = vault.createSigner({ keyId: first });
    expect((await pinned.listKeys()).keys.map(({ keyId }) => keyId)).toEqual([first]);
    expect(signatureOf(await pinned.signStatement(statement, digest)).keyid).toBe(first);
  });

  test('a key that was turned signs five minutes later, without a restart', async () => {
    let nowMs = Date.parse('2026-01-01T00:00:00Z');
    const signer = vault.createSigner({ keyId: keyNamed('turned'), now: () => nowMs });
    const before = signatureOf(await signer.signStatement(statement, digest)).keyid;
    const after = vault.emulator.vault.change({ add: { name: 'turned' } }).keyId;
    expect(signatureOf(await signer.signStatement(statement, digest)).keyid).toBe(before);
    nowMs += 5 * 60_000;
    expect(signatureOf(await signer.signStatement(statement, digest)).keyid).toBe(after);
  });
});

describe('a key that does not sign', () => {
  test.each([
    ['is switched off', 'off', 'disabled'],
    ['has expired', 'old', 'expired'],
    ['is absent', 'none', 'KeyNotFound'],
  ])('because it %s is told as unusable', async (_why, name, words) => {
    const failure = await failureOf(vault.createSigner({ keyId: keyNamed(name) }).signStatement(statement, digest));
    expect(failure).toMatchObject({ code: 'SigningKeyUnusable', retryable: false });
    expect(failure?.message).toContain(words);
  });

  test('is asked for anew after a refusal: switched on again, it signs', async () => {
    const signer = vault.createSigner();
    await signer.signStatement(statement, digest);
    vault.emulator.vault.change({ disable: 'evidence' });
    expect(await failureOf(signer.signStatement(statement, digest))).toMatchObject({ code: 'SigningKeyUnusable' });
    vault.emulator.vault.change({ enable: 'evidence' });
    expect(await signer.signStatement(statement, digest)).toMatchObject({ payloadType });
  });
});

describe('a vault', () => {
  test('that throttles or is down passes', async () => {
    const signer = vault.createSigner();
    vault.emulator.vault.change({ state: 'throttled' });
    expect(await failureOf(signer.signStatement(statement, digest))).toMatchObject({
      ...{ code: 'Throttled', retryable: true, retryAfterMs: 10_000 },
    });
    vault.emulator.vault.change({ state: 'down' });
    expect(await failureOf(signer.signStatement(statement, digest))).toMatchObject({
      code: 'ServerFailed',
      retryable: true,
    });
  });

  test('that is not there is unreachable', async () => {
    const signer = vault.createSigner({ keyId: 'https://127.0.0.1:9/keys/evidence' });
    expect(await failureOf(signer.signStatement(statement, digest))).toMatchObject({
      ...{ code: 'VaultUnreachable', retryable: true },
    });
  });

  test('that gives no answer is spared for a minute, so that it holds up no other pool, and asked again then', async () => {
    const server = await startHostileServer((response) => response.destroy());
    try {
      let nowMs = Date.parse('2026-01-01T00:00:00Z');
      const signer = vault.createSigner({ keyId: `${server.url}/keys/evidence`, now: () => nowMs });
      const ask = async () => (await failureOf(signer.signStatement(statement, digest)))?.code;
      expect(await ask()).toBe('VaultUnreachable');
      const asked = server.requests.length;
      expect(asked).toBeGreaterThan(0);
      nowMs += 59_000;
      expect(await ask()).toBe('VaultUnreachable');
      expect(server.requests).toHaveLength(asked);
      nowMs += 1_000;
      expect(await ask()).toBe('VaultUnreachable');
      expect(server.requests.length).toBeGreaterThan(asked);
    } finally {
      await server.stop();
    }
  });

  test('that refuses says which role is missing, and where', async () => {
    const narrow = await startVault({ keys: [{ name: 'evidence' }], roleAssignments: [] });
    try {
      const failure = await failureOf(narrow.createSigner().signStatement(statement, digest));
      expect(failure).toMatchObject({ code: 'Forbidden', retryable: true });
      expect(failure?.message).toContain('"Key Vault Crypto User" on the key');
      expect(failure?.message).toContain("Action: 'Microsoft.KeyVault/vaults/keys/read'");
    } finally {
      await narrow.stop();
    }
  });
});

describe('a host that is no vault', () => {
  const given: string[] = [];
  const credential = {
    async getToken(scopes: string | string[]) {
      given.push(...[scopes].flat());
      return { token: 'eyJhbGciOi.eyJhdWQi.c2ln', expiresOnTimestamp: 4e12 };
    },
  };

  test.each(['https://vault.azure.net', 'https://management.azure.com'])('gets no token for %s', async (resource) => {
    const server = await startHostileServer((response) =>
      response
        .writeHead(401, {
          'www-authenticate': `Bearer authorization="https://login.example/t", resource="${resource}"`,
        })
        .end(),
    );
    try {
      given.length = 0;
      const signer = createEvidenceSigner({ credential, keyId: `${server.url}/keys/evidence`, now: Date.now });
      expect(await failureOf(signer.signStatement(statement, digest))).toMatchObject({ code: 'SigningKeyUnusable' });
      expect(given).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  test.each([
    ['a page', '<html>Sign in</html>'],
    ['nothing', ''],
    ['another shape', '[]'],
  ])('and answers %s is not believed', async (_what, body) => {
    const server = await startHostileServer((response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    );
    try {
      const signer = createEvidenceSigner({ credential, keyId: `${server.url}/keys/evidence`, now: Date.now });
      const failure = await failureOf(signer.signStatement(statement, digest));
      expect(['MalformedAnswer', 'SigningKeyUnusable']).toContain(failure?.code);
    } finally {
      await server.stop();
    }
  });

  test.each(silences)('and answers %s is waited for no longer than its time', async (_what, answer) => {
    const server = await startHostileServer(answer);
    try {
      const limits = { callTimeoutMs: 300, answerBytes: 1_000_000, longestWaitMs: 100 };
      const keyId = `${server.url}/keys/evidence`;
      const signer = createEvidenceSigner({ credential, keyId, now: Date.now, limits });
      const before = performance.now();
      expect(await failureOf(signer.signStatement(statement, digest))).toMatchObject({ code: 'VaultUnreachable' });
      expect(performance.now() - before).toBeLessThan(hangMs);
    } finally {
      await server.stop();
    }
  });
});
