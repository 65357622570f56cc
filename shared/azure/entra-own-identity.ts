import { z } from 'zod';
import { parseJson } from '../plain/parse-json.ts';
import type { OwnIdentity } from '../ports/own-identity.ts';
import type { ArmAccess } from './arm-client.ts';
import { readToken } from './read-token.ts';

/**
 * Claims of an access token (Microsoft identity platform, "Access token claims reference"): `appid` in version 1.0
 * tokens, `azp` in version 2.0 tokens.
 */
const claims = z.object({ oid: z.string().optional(), appid: z.string().optional(), azp: z.string().optional() });

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
  const parsed = claims.safeParse(parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
  if (!parsed.success) return [];
  const { oid, appid, azp } = parsed.data;
  return [oid, appid, azp].filter((id) => id !== undefined).map((id) => id.toLowerCase());
}
