import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { toDerSignature } from './der-signature.ts';

/** How keys of each kind sign (RFC 7518). A kind that is not here is not used. */
const algorithms = {
  'ec prime256v1': { algorithm: 'ES256', hash: 'sha256' },
  'ec secp384r1': { algorithm: 'ES384', hash: 'sha384' },
  'ec secp521r1': { algorithm: 'ES512', hash: 'sha512' },
  rsa: { algorithm: 'RS256', hash: 'sha256' },
} as const;

export type SignatureAlgorithm = (typeof algorithms)[keyof typeof algorithms]['algorithm'];

/** A public key that signatures are checked with. */
export interface PublicKey {
  algorithm: SignatureAlgorithm;
  /** What is signed is a digest by this hash. */
  hash: 'sha256' | 'sha384' | 'sha512';
  /** RFC 7517, with public members only. */
  jwk: Record<string, string>;
  /** SubjectPublicKeyInfo. */
  pem: string;
  /** Whether the signature is of these bytes: ASN.1 DER for elliptic curves, as DSSE's verifiers want it. Never throws. */
  verifies(bytes: Uint8Array, signature: Uint8Array): boolean;
  /** The signature in that form, from the one of JSON Web Signatures (RFC 7518), which vaults give. */
  toEnvelopeForm(signature: Uint8Array): Uint8Array;
}

/**
 * Reads a public key: PEM, or a JSON Web Key. Null for what is none, or one that signs by no algorithm of ours. Of a
 * private key only the public half is kept.
 */
export function readPublicKey(key: string | JsonWebKey): PublicKey | null {
  const opened = open(key);
  if (!opened) return null;
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = opened;
  const kind = type === 'ec' ? `ec ${details?.namedCurve}` : (type ?? '');
  const known = isKnown(kind) ? algorithms[kind] : null;
  if (!known) return null;
  return {
    ...known,
    jwk: Object.fromEntries(
      Object.entries(opened.export({ format: 'jwk' })).map(([name, value]) => [name, `${value}`]),
    ),
    pem: opened.export({ type: 'spki', format: 'pem' }).toString(),
    verifies: (bytes, signature) => checks(opened, known.hash, bytes, signature),
    toEnvelopeForm: (signature) => (type === 'ec' ? toDerSignature(signature) : signature),
  };
}

function isKnown(kind: string): kind is keyof typeof algorithms {
  return Object.hasOwn(algorithms, kind);
}

function open(key: string | JsonWebKey): KeyObject | null {
  try {
    return typeof key === 'string' ? createPublicKey(key) : createPublicKey({ key, format: 'jwk' });
  } catch {
    return null;
  }
}

/** OpenSSL throws for some signatures that are none, instead of saying no. */
function checks(key: KeyObject, hash: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(hash, bytes, key, signature);
  } catch {
    return false;
  }
}
