import { constants, generateKeyPairSync, type KeyObject, privateEncrypt, publicDecrypt, randomUUID } from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { z } from 'zod';

/** A key that is in the vault at the start, with one version. */
export const vaultKeySeed = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,127}$/i),
  kind: z.enum(['P-256', 'P-384', 'P-521', 'RSA']).default('P-256'),
  enabled: z.boolean().default(true),
  /** ISO 8601. */
  expiresAt: z.string().optional(),
});

export type VaultKeySeed = z.input<typeof vaultKeySeed>;

/** One version of a key. Seconds since the epoch, as the service tells them. */
export interface KeyVersion {
  version: string;
  kind: z.output<typeof vaultKeySeed>['kind'];
  privateKey: KeyObject;
  publicKey: KeyObject;
  enabled: boolean;
  createdSeconds: number;
  updatedSeconds: number;
  expiresSeconds: number | null;
}

/** Makes a version of a key. `nowMs` is in milliseconds since the epoch. */
export function makeVersion({ kind, enabled, expiresAt }: z.output<typeof vaultKeySeed>, nowMs: number): KeyVersion {
  const pair =
    kind === 'RSA'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: kind });
  const nowSeconds = Math.floor(nowMs / 1000);
  return {
    version: randomUUID().replaceAll('-', ''),
    kind,
    ...pair,
    enabled,
    createdSeconds: nowSeconds,
    updatedSeconds: nowSeconds,
    expiresSeconds: expiresAt === undefined ? null : Math.floor(Date.parse(expiresAt) / 1000),
  };
}

/** What a kind of key signs by, and how long a digest is for it (Key Vault, "Key types, algorithms, and operations"). */
export const algorithms: Record<string, { kind: KeyVersion['kind']; type: 'EC' | 'RSA'; digestBytes: number }> = {
  ES256: { kind: 'P-256', type: 'EC', digestBytes: 32 },
  ES384: { kind: 'P-384', type: 'EC', digestBytes: 48 },
  ES512: { kind: 'P-521', type: 'EC', digestBytes: 64 },
  RS256: { kind: 'RSA', type: 'RSA', digestBytes: 32 },
};

const curves = { 'P-256': p256, 'P-384': p384, 'P-521': p521 };

/** What PKCS #1 v1.5 puts before a SHA-256 (RFC 8017, 9.2, note 1). */
const sha256Prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** Signs a digest. Node's own functions take the message, which a vault never sees. */
export function signDigest({ kind, privateKey }: KeyVersion, digest: Uint8Array): Uint8Array {
  if (kind === 'RSA')
    return privateEncrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
      Buffer.concat([sha256Prefix, digest]),
    );
  const secret = Buffer.from(String(privateKey.export({ format: 'jwk' }).d), 'base64url');
  return curves[kind].sign(digest, secret, { prehash: false, lowS: false });
}

/** Whether the signature is of this digest and by this key. */
export function verifyDigest({ kind, publicKey }: KeyVersion, digest: Uint8Array, signature: Uint8Array): boolean {
  try {
    if (kind === 'RSA')
      return publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature).equals(
        Buffer.concat([sha256Prefix, digest]),
      );
    const { x, y } = publicKey.export({ format: 'jwk' });
    const point = Buffer.concat([Buffer.of(4), ...[x, y].map((part) => Buffer.from(String(part), 'base64url'))]);
    return curves[kind].verify(signature, digest, point, { prehash: false, lowS: false });
  } catch {
    return false;
  }
}
