import { z } from 'zod';
import { parseJson } from '../plain/parse-json.ts';

/**
 * Claims of an access token (Microsoft identity platform, "Access token claims reference"): `appid` in version 1.0
 * tokens, `azp` in version 2.0 tokens; `tid` is the tenant that issued it.
 */
const claims = z.object({
  oid: z.string().optional(),
  appid: z.string().optional(),
  azp: z.string().optional(),
  tid: z.string().optional(),
});

export type TokenClaims = z.infer<typeof claims>;

/** The claims of one of our own tokens; none of a token that is opaque. The signature is not checked. */
export function readClaims(token: string): TokenClaims {
  const parsed = claims.safeParse(parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
  return parsed.success ? parsed.data : {};
}
