import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aksServerAppId } from '../../emulator/seams/token-authority.ts';
import { createClusterConnections } from '../../shared/azure/arm-cluster-connections.ts';
import { accessTo, clusterOf } from '../support/azure/arm-access.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../support/azure/emulated-azure.ts';

let azure: EmulatedAzure;
beforeAll(async () => {
  azure = await startEmulatedAzure({
    clusters: [
      { name: 'entra', localAccounts: false },
      { name: 'local', entra: false },
      { name: 'elsewhere', localAccounts: false, entraTenantId: '99999999-9999-4999-8999-999999999999' },
      { name: 'closed', entra: false, localAccounts: false },
      { name: 'private', localAccounts: false, privateCluster: true },
      { name: 'hidden', localAccounts: false, privateCluster: true, publicFqdn: false },
    ],
  });
});
afterAll(() => azure.stop());

const named = (name: string) => ({ ...clusterOf(azure), name });

describe('a connection to a cluster', () => {
  test('leads to its API server, with its certificate authority', async () => {
    const { server, certificateAuthorityData } = await createClusterConnections(accessTo(azure)).openConnection(
      named('entra'),
    );
    expect(server).toBe('https://entra.example:443');
    expect(Buffer.from(certificateAuthorityData, 'base64').toString()).toBe('certificate of entra');
  });

  test("brings the app's own token for the AKS server app", async () => {
    const { readToken } = await createClusterConnections(accessTo(azure)).openConnection(named('entra'));
    const token = String(await readToken());
    expect(await azure.emulator.tokens.checkToken(token, aksServerAppId)).toMatchObject({ ok: true });
    expect(await azure.emulator.tokens.checkToken(token, 'https://management.azure.com')).toMatchObject({ ok: false });
  });

  test('of another tenant is refused before the cluster gets a token that it cannot take', async () => {
    const { readToken } = await createClusterConnections(accessTo(azure)).openConnection(named('elsewhere'));
    for (let tries = 0; tries < 2; tries++)
      await expect(readToken()).rejects.toMatchObject({
        code: 'OtherTenant',
        retryable: false,
        message: expect.stringMatching(/elsewhere.*99999999-9999-4999-8999-999999999999.*22222222-.*not supported/),
      });
  });

  test('asks for a token once, and again only shortly before its end', async () => {
    const access = accessTo(azure);
    const scopes: string[] = [];
    const hourMs = 3_600_000;
    let nowMs = 0;
    const credential: typeof access.credential = {
      async getToken(scope, options) {
        if (!String(scope).startsWith(aksServerAppId)) return access.credential.getToken(scope, options);
        scopes.push(String(scope));
        return { token: `token-${scopes.length}`, expiresOnTimestamp: nowMs + hourMs };
      },
    };
    const connections = createClusterConnections({ ...access, credential, now: () => nowMs });
    const { readToken } = await connections.openConnection(named('entra'));
    expect([await readToken(), await readToken()]).toEqual(['token-1', 'token-1']);
    nowMs = hourMs - 6 * 60_000;
    expect(await readToken()).toBe('token-1');
    nowMs = hourMs - 4 * 60_000;
    expect(await readToken()).toBe('token-2');
    expect(scopes).toEqual(Array(2).fill(`${aksServerAppId}/.default`));
  });

  const privateName = (name: string) => new RegExp(`^https://${name}-\\w+\\.privatelink\\.\\w+\\.azmk8s\\.io:443$`);

  test.each([
    [
      'a private cluster by its private name where that resolves',
      'private',
      true,
      'private-name',
      privateName('private'),
    ],
    [
      'a private cluster by its public name where not',
      'private',
      false,
      'public-name-of-private',
      'https://private.example:443',
    ],
    [
      'a private cluster that has no public name by its private one',
      'hidden',
      false,
      'private-name',
      privateName('hidden'),
    ],
    ['a cluster that is not private by its only name', 'entra', false, 'public', 'https://entra.example:443'],
  ])('calls %s', async (_what, name, resolved, reach, server) => {
    const asked: string[] = [];
    const resolves = async (host: string) => {
      asked.push(host);
      return resolved;
    };
    const connections = createClusterConnections({ ...accessTo(azure), resolves });
    const connection = await connections.openConnection(named(name));
    expect(connection.reach).toBe(reach);
    if (typeof server === 'string') expect(connection.server).toBe(server);
    else expect(connection.server).toMatch(server);
    expect(asked.map((host) => host.includes('privatelink'))).toEqual(reach === 'public' ? [] : [true]);
  });

  test('asks the resolver of this machine whether a private name has an address', async () => {
    const connection = await createClusterConnections(accessTo(azure)).openConnection(named('private'));
    expect(connection.reach).toBe('public-name-of-private');
  });

  test.each([
    ['a private cluster by its public name', 'private', 'unknown', /^https:\/\/private\.example:443$/],
    ['a private cluster without one by its private name', 'hidden', 'private-name', privateName('hidden')],
    ['a cluster that is not private by its only name', 'entra', 'unknown', /^https:\/\/entra\.example:443$/],
  ])('calls, where the setting asks for public names, %s', async (_what, name, reach, server) => {
    const connections = createClusterConnections({ ...accessTo(azure), publicFqdn: true });
    expect(await connections.openConnection(named(name))).toMatchObject({
      reach,
      server: expect.stringMatching(server),
    });
  });

  test('says once why it is refused, whichever name it asked for', async () => {
    const connections = createClusterConnections({ ...accessTo(azure), publicFqdn: true });
    await expect(connections.openConnection(named('closed'))).rejects.toMatchObject({ code: 'BadRequest' });
    await expect(connections.openConnection(named('nowhere'))).rejects.toMatchObject({ code: 'ClusterNotFound' });
  });

  test('uses the token of a local account where there is no Entra', async () => {
    const { readToken } = await createClusterConnections(accessTo(azure)).openConnection(named('local'));
    expect(await azure.emulator.tokens.checkToken(String(await readToken()), aksServerAppId)).toMatchObject({
      ok: true,
    });
  });

  test.each([
    ['nowhere', { code: 'ClusterNotFound', retryable: false }],
    ['closed', { code: 'BadRequest', retryable: false, message: expect.stringContaining('disable local accounts') }],
  ])('is refused with the reason: %s', async (name, failure) => {
    await expect(createClusterConnections(accessTo(azure)).openConnection(named(name))).rejects.toMatchObject(failure);
  });
});
