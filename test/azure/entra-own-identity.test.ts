import { describe, expect, test } from '@jest/globals';
import { createTokenAuthority } from '../../emulator/azure/identity/create-token-authority.ts';
import { managedIdentity } from '../../emulator/azure/identity/principals.ts';
import { createRealClock } from '../../emulator/seams/clock.ts';
import { createOwnIdentity, decodePrincipals } from '../../shared/azure/entra-own-identity.ts';

const audience = 'https://management.azure.com';
const ownIds = [managedIdentity.objectId, managedIdentity.clientId];

/** Creates a credential of the emulated tenant whose first `times` calls fail. */
async function credentialThatRefuses(times: number) {
  const tokens = await createTokenAuthority(createRealClock());
  let asked = 0;
  const credential = {
    async getToken() {
      if (++asked <= times) throw new Error('The identity endpoint has a bad moment.');
      const { token, expiresOnSeconds } = await tokens.issueToken(audience, 3600);
      return { token, expiresOnTimestamp: expiresOnSeconds * 1000 };
    },
  };
  return { credential, asked: () => asked };
}

describe('the app itself', () => {
  test('is known by the object id and application id of its token, which is asked for once', async () => {
    const { credential, asked } = await credentialThatRefuses(0);
    const identity = createOwnIdentity({ credential, audience });
    await identity.readPrincipalIds();
    expect([await identity.readPrincipalIds(), asked()]).toEqual([ownIds, 1]);
  });

  test('is asked for again after a failure', async () => {
    const { credential } = await credentialThatRefuses(1);
    const identity = createOwnIdentity({ credential, audience });
    await expect(identity.readPrincipalIds()).rejects.toThrow();
    expect(await identity.readPrincipalIds()).toEqual(ownIds);
  });

  test('is unknown to an opaque token', () => {
    expect([decodePrincipals('opaque'), decodePrincipals('a.b.c'), decodePrincipals('')]).toEqual([[], [], []]);
  });

  test('has lower-case ids, from tokens of either version', () => {
    const payload = Buffer.from(JSON.stringify({ oid: 'ABC', azp: 'DEF' })).toString('base64url');
    expect(decodePrincipals(`x.${payload}.y`)).toEqual(['abc', 'def']);
  });
});
