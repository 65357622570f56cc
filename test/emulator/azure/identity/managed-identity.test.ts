import { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { createTokenAuthority } from '../../../../emulator/azure/identity/create-token-authority.ts';
import { serveManagedIdentity } from '../../../../emulator/azure/identity/serve-managed-identity.ts';
import { createRealClock } from '../../../../emulator/seams/clock.ts';
import { aksServerAppId, type TokenAuthority } from '../../../../emulator/seams/token-authority.ts';

const identityHeader = 'a-secret-of-this-test';

describe('the managed identity endpoint', () => {
  let tokens: TokenAuthority;
  let identity: Awaited<ReturnType<typeof serveManagedIdentity>>;
  beforeAll(async () => {
    tokens = await createTokenAuthority(createRealClock());
    identity = await serveManagedIdentity({ tokens, identityHeader });
    process.env['IDENTITY_ENDPOINT'] = identity.endpoint;
    process.env['IDENTITY_HEADER'] = identityHeader;
  });
  afterAll(async () => {
    delete process.env['IDENTITY_ENDPOINT'];
    delete process.env['IDENTITY_HEADER'];
    await identity.stop();
  });

  test.each([
    'https://management.azure.com',
    'https://eventgrid.azure.net',
    'https://storage.azure.com',
    aksServerAppId,
  ])('gives ManagedIdentityCredential a token for %s', async (audience) => {
    const askedMs = Date.now();
    const token = await new ManagedIdentityCredential().getToken(`${audience}/.default`);
    // The library counts the lifetime from the moment of its request.
    const tookSeconds = (Date.now() - askedMs) / 1000;
    expect(await tokens.checkToken(token.token, audience)).toMatchObject({ ok: true });
    const differSeconds = Math.abs(token.expiresOnTimestamp / 1000 - (decodeJwt(token.token).exp ?? 0));
    expect(differSeconds).toBeLessThanOrEqual(2 + tookSeconds);
  });

  test('satisfies DefaultAzureCredential', async () => {
    const token = await new DefaultAzureCredential().getToken('https://management.azure.com/.default');
    expect(await tokens.checkToken(token.token, 'https://management.azure.com')).toMatchObject({ ok: true });
  });

  test('knows no identity but its own', async () => {
    const other = new ManagedIdentityCredential({ clientId: '55555555-5555-4555-8555-555555555555' });
    await expect(other.getToken('https://management.azure.com/.default')).rejects.toThrow(/400|No Managed Identity/);
  });

  const ask = async (query: string, headers: Record<string, string> = { 'X-IDENTITY-HEADER': identityHeader }) =>
    (await fetch(`${identity.endpoint}?${query}`, { headers })).status;
  const arm = 'resource=https://management.azure.com';

  test('answers 401 to those who do not know the secret', async () => {
    expect(await ask(`${arm}&api-version=2019-08-01`, {})).toBe(401);
    expect(await ask(`${arm}&api-version=2019-08-01`, { 'X-IDENTITY-HEADER': 'guess' })).toBe(401);
  });

  test('answers 400 without a resource or the right api-version', async () => {
    expect(await ask('api-version=2019-08-01')).toBe(400);
    expect(await ask(arm)).toBe(400);
    expect(await ask(`${arm}&api-version=2018-02-01`)).toBe(400);
  });

  test('speaks the protocol before, with its own header, parameter and expiry, as older clients do', async () => {
    const query = `${arm}&api-version=2017-09-01`;
    expect(await ask(query)).toBe(401);
    expect(await ask(`${query}&clientid=55555555-5555-4555-8555-555555555555`, { secret: identityHeader })).toBe(400);
    const response = await fetch(`${identity.endpoint}/?${query}`, { headers: { secret: identityHeader } });
    const body = (await response.json()) as { access_token: string; expires_on: string };
    expect(body.expires_on).toMatch(/^\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d \+00:00$/);
    expect(Date.parse(body.expires_on) / 1000).toBe(decodeJwt(body.access_token).exp);
  });

  test('has no token for a resource that the tenant does not know', async () => {
    expect(await ask('resource=https://nowhere.example&api-version=2019-08-01')).toBe(500);
  });
});
