import { randomUUID } from 'node:crypto';
import { errors, exportJWK, generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../seams/clock.ts';
import type { TokenAuthority } from '../../seams/token-authority.ts';
import { normalizeAudience } from './normalize-audience.ts';
import { managedIdentity, tenantId } from './principals.ts';

const algorithm = 'ES256';
const issuer = `https://sts.windows.net/${tenantId}/`;

/**
 * Creates the token issuer of the emulated Entra tenant. Its tokens have the claims of a managed identity's app-only
 * token (version 1.0, which ARM and AKS receive). The signing key is new in each process, so tokens of an earlier
 * process are refused.
 */
export async function createTokenAuthority(clock: Clock): Promise<TokenAuthority> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const kid = (await exportJWK(publicKey)).x ?? 'emulator';
  const nowSeconds = () => Math.floor(clock.now() / 1000);

  return {
    async issueToken(audience, lifetimeSeconds, objectId = managedIdentity.objectId) {
      const issuedAt = nowSeconds();
      const expiresOnSeconds = issuedAt + lifetimeSeconds;
      const claims = {
        appid: managedIdentity.clientId,
        appidacr: '2',
        idp: issuer,
        idtyp: 'app',
        oid: objectId,
        tid: tenantId,
        uti: randomUUID(),
        ver: '1.0',
        xms_mirid: managedIdentity.resourceId,
      };
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid })
        .setIssuer(issuer)
        .setSubject(objectId)
        .setAudience(normalizeAudience(audience))
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(expiresOnSeconds)
        .sign(privateKey);
      return { token, expiresOnSeconds };
    },

    async checkToken(token, audience) {
      if (!token) return { ok: false, reason: 'missing' };
      const options = {
        algorithms: [algorithm],
        issuer,
        audience: normalizeAudience(audience),
        currentDate: new Date(clock.now()),
      };
      try {
        const { payload } = await jwtVerify<JWTPayload & { oid: string }>(token, publicKey, options);
        return { ok: true, objectId: payload.oid };
      } catch (error) {
        return { ok: false, reason: refusalOf(error) };
      }
    },
  };
}

function refusalOf(error: unknown): 'malformed' | 'audience' | 'expired' {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') return 'audience';
  return 'malformed';
}
