import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningEmulator, startEmulator } from '../../../../emulator/start-emulator.ts';
import { sendRequest } from '../../../support/azure/emulated-azure.ts';
import { createStubKubernetes } from '../../../support/azure/stub-kubernetes.ts';

let emulator: RunningEmulator;
let folder: string;
/** The resource that the vault names, of which the SDK makes the scope. */
const asked: string[] = [];
const credential = {
  async getToken(scopes: string | string[]) {
    asked.push(...[scopes].flat());
    const { token, expiresOnSeconds } = await emulator.tokens.issueToken([scopes].flat()[0] ?? '', 3600);
    return { token, expiresOnTimestamp: expiresOnSeconds * 1000 };
  },
};
const once = { retryOptions: { maxRetries: 0 } };
const options = () => ({ ...once, tlsOptions: { ca: emulator.certificateAuthorityPem } });
const vaultUrl = () => new URL(emulator.signingKey).origin;
const openKeys = () => new KeyClient(vaultUrl(), credential, options());

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kataproof-vault-'));
  emulator = await startEmulator({
    stateDir: folder,
    kubernetes: createStubKubernetes(),
    keys: [
      { name: 'evidence' },
      { name: 'p384', kind: 'P-384' },
      { name: 'p521', kind: 'P-521' },
      { name: 'rsa', kind: 'RSA' },
      { name: 'off', enabled: false },
      { name: 'old', expiresAt: '2020-01-01T00:00:00Z' },
    ],
  });
});

afterAll(async () => {
  await emulator.stop();
  await rm(folder, { recursive: true });
});

describe('the SDK of Key Vault', () => {
  test('takes the challenge, for the vault lies below the domain that it names', async () => {
    const key = await openKeys().getKey('evidence');
    expect(key).toMatchObject({ name: 'evidence', keyType: 'EC', keyOperations: ['sign', 'verify'] });
    expect(key.properties).toMatchObject({ enabled: true, version: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(asked).toContain('vault://0.0.1/.default');
  });

  test.each([
    ['evidence', 'ES256', 'sha256'],
    ['p384', 'ES384', 'sha384'],
    ['p521', 'ES512', 'sha512'],
    ['rsa', 'RS256', 'sha256'],
  ] as const)('signs with %s by %s what everybody can verify', async (name, algorithm, hash) => {
    const keys = openKeys();
    const key = await keys.getKey(name);
    const message = Buffer.from('what was found');
    const client = new CryptographyClient(key, credential, options());
    const { result, keyID } = await client.signData(algorithm, message);
    expect(keyID).toBe(key.id);
    const text = (bytes?: Uint8Array) => bytes && Buffer.from(bytes).toString('base64url');
    const { kty, crv, x, y, n, e } = key.key ?? {};
    const jwk = { kty, crv, x: text(x), y: text(y), n: text(n), e: text(e) };
    const publicKey = createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' });
    expect(verify(hash, message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, result)).toBe(true);
    expect((await client.verifyData(algorithm, message, result)).result).toBe(true);
    const other = createHash(hash).update('something else').digest();
    expect((await client.verify(algorithm, other, result)).result).toBe(false);
  });

  test('lists the versions of a key, and reads an earlier one', async () => {
    const before = (await openKeys().getKey('evidence')).properties.version;
    const { keyId } = emulator.vault.change({ add: { name: 'evidence' } });
    const listed = [];
    for await (const { version } of openKeys().listPropertiesOfKeyVersions('evidence')) listed.push(version);
    expect(listed).toEqual([keyId?.split('/').at(-1), before]);
    expect((await openKeys().getKey('evidence')).id).toBe(keyId);
    expect((await openKeys().getKey('evidence', { version: before ?? '' })).properties.version).toBe(before);
  });

  test('is refused by a key that is switched off, and may still read it', async () => {
    const key = await openKeys().getKey('off');
    expect(key.properties.enabled).toBe(false);
    const signing = new CryptographyClient(key, credential, options()).signData('ES256', Buffer.from('x'));
    await expect(signing).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message: 'Operation sign is not allowed on a disabled key.',
    });
  });

  test('is refused by an algorithm of another kind of key, and by a digest of another length', async () => {
    const client = new CryptographyClient(await openKeys().getKey('evidence'), credential, options());
    await expect(client.sign('RS256', Buffer.alloc(32))).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadParameter',
    });
    await expect(client.sign('ES256', Buffer.alloc(20))).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadParameter',
    });
  });

  test('finds no key that there is not', async () => {
    await expect(openKeys().getKey('none')).rejects.toMatchObject({ statusCode: 404, code: 'KeyNotFound' });
  });

  test('is throttled, or finds the vault down, when somebody says so', async () => {
    const keys = openKeys();
    emulator.vault.change({ state: 'throttled' });
    await expect(keys.getKey('evidence')).rejects.toMatchObject({ statusCode: 429 });
    emulator.vault.change({ state: 'down' });
    await expect(keys.getKey('evidence')).rejects.toMatchObject({ statusCode: 503 });
    emulator.vault.change({ state: 'up' });
    expect((await keys.getKey('evidence')).name).toBe('evidence');
  });
});

describe('a request by hand', () => {
  const send = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    sendRequest(new URL(path, vaultUrl()), emulator.certificateAuthorityPem, method, undefined, headers);
  const authorized = async (audience = 'vault://0.0.1') => ({
    Authorization: `Bearer ${(await emulator.tokens.issueToken(audience, 60)).token}`,
  });

  test('without a token is told where to get one and for whom', async () => {
    const answer = await send('/keys/evidence?api-version=7.5');
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(
      /^Bearer authorization="https:\/\/login\.microsoftonline\.com\/[0-9a-f-]{36}", resource="vault:\/\/0\.0\.1"$/,
    );
    expect(answer.body).toEqual({
      error: { code: 'Unauthorized', message: 'AKV10000: Request is missing a Bearer or PoP token.' },
    });
  });

  test('with a token for somebody else is refused', async () => {
    const answer = await send('/keys/evidence?api-version=7.5', await authorized('https://management.azure.com'));
    expect(answer).toMatchObject({ status: 401, body: { error: { message: expect.stringContaining('AKV10022') } } });
  });

  test('of a version that there is not is refused', async () => {
    expect(await send('/keys/evidence?api-version=1.0', await authorized())).toMatchObject({
      status: 400,
      body: { error: { code: 'BadParameter' } },
    });
  });

  test.each([
    ['GET', '/secrets/one?api-version=7.5'],
    ['POST', '/keys/evidence/create?api-version=7.5'],
    ['DELETE', '/keys/evidence?api-version=7.5'],
    ['POST', '/keys/evidence/1/decrypt?api-version=7.5'],
  ])('for what is not emulated says so: %s %s', async (method, path) => {
    expect(await send(path, await authorized(), method)).toMatchObject({
      status: 501,
      body: { error: { code: 'NotImplemented' } },
    });
  });
});

describe('rights', () => {
  const vault =
    '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/fleet/providers/Microsoft.KeyVault/vaults/kataproof';
  const reads = { Name: 'Reads keys', DataActions: ['Microsoft.KeyVault/vaults/keys/read'] };

  test('are asked of each operation, at the key', async () => {
    const state = await mkdtemp(join(tmpdir(), 'kataproof-vault-'));
    const narrow = await startEmulator({
      stateDir: state,
      kubernetes: createStubKubernetes(),
      keys: [{ name: 'evidence' }, { name: 'other' }],
      roleAssignments: [{ roleDefinition: reads, scope: `${vault}/keys/evidence` }],
    });
    try {
      const tokens = {
        async getToken(scopes: string | string[]) {
          const { token } = await narrow.tokens.issueToken([scopes].flat()[0] ?? '', 3600);
          return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
        },
      };
      const given = { ...once, tlsOptions: { ca: narrow.certificateAuthorityPem } };
      const keys = new KeyClient(new URL(narrow.signingKey).origin, tokens, given);
      const key = await keys.getKey('evidence');
      const refusal = {
        statusCode: 403,
        code: 'Forbidden',
        details: { error: { innerError: { code: 'ForbiddenByRbac' } } },
      };
      await expect(keys.getKey('other')).rejects.toMatchObject({ statusCode: 403 });
      const signing = new CryptographyClient(key, tokens, given).signData('ES256', Buffer.from('x'));
      await expect(signing).rejects.toMatchObject(refusal);
      await expect(signing).rejects.toThrow("Action: 'Microsoft.KeyVault/vaults/keys/sign/action'");
    } finally {
      await narrow.stop();
      await rm(state, { recursive: true });
    }
  });
});
