import type { OwnIdentity } from '../ports/own-identity.ts';
import type { ArmAccess } from './arm-client.ts';
import { readToken } from './read-token.ts';
import { readClaims } from './token-claims.ts';

/**
 * Reads the app's own ids once, from its token for Resource Manager; the token goes nowhere else. A client should not
 * normally read an access token, but nothing else tells a system-assigned identity its own ids. Throws AzureUnreachable
 * or NoIdentity.
 */
export function createOwnIdentity(access: Pick<ArmAccess, 'credential' | 'audience'>): OwnIdentity {
  let known: Promise<string[]> | null = null;
  return {
    readPrincipalIds() {
      known ??= readPrincipals(access).catch((error: unknown) => {
        known = null;
        throw error;
      });
      return known;
    },
  };
}

async function readPrincipals({ credential, audience }: Pick<ArmAccess, 'credential' | 'audience'>): Promise<string[]> {
  const token = await readToken(credential, `${audience}/.default`, 'get a token for Azure Resource Manager');
  return decodePrincipals(token.token);
}

/** Returns the ids in a token, in lower case; none when the token is opaque or holds no ids. */
export function decodePrincipals(token: string): string[] {
  const { oid, appid, azp } = readClaims(token);
  return [oid, appid, azp].filter((id) => id !== undefined).map((id) => id.toLowerCase());
}
