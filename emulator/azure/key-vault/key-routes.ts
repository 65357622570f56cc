import { z } from 'zod';
import type { WireResponse } from '../../http/exchange.ts';
import type { KeyStore } from './key-store.ts';
import { badParameter, VaultError } from './vault-error.ts';
import { algorithms, type KeyVersion, signDigest, verifyDigest } from './vault-key.ts';

/** A request whose caller is known. `segments` are those of the path after `/keys`. */
export interface VaultCall {
  method: string;
  segments: readonly string[];
  body: string;
  nowSeconds: number;
}

/** The data action that a request needs (Azure built-in roles, "Key Vault Crypto User"), and what answers it. */
export interface VaultRoute {
  action: string;
  handle(): WireResponse;
}

/** Finds what answers a request; null for what Key Vault has and the emulator does not. Throws VaultError. */
export function findRoute(store: KeyStore, call: VaultCall): VaultRoute | null {
  const [name = '', version = '', operation, ...more] = call.segments;
  if (name === '' || more.length > 0) return null;
  if (call.method === 'GET' && operation === undefined && version === 'versions')
    return { action: 'Microsoft.KeyVault/vaults/keys/read', handle: () => listVersions(store, name) };
  if (call.method === 'GET' && operation === undefined)
    return {
      action: 'Microsoft.KeyVault/vaults/keys/read',
      handle: () => ({ status: 200, body: renderKey(store, name, store.find(name, version)) }),
    };
  if (call.method === 'POST' && operation === 'sign')
    return { action: 'Microsoft.KeyVault/vaults/keys/sign/action', handle: () => sign(store, name, version, call) };
  if (call.method === 'POST' && operation === 'verify')
    return { action: 'Microsoft.KeyVault/vaults/keys/verify/action', handle: () => verify(store, name, version, call) };
  return null;
}

function listVersions(store: KeyStore, name: string): WireResponse {
  const value = store.versions(name).map((version) => ({
    kid: store.idOf(name, version),
    attributes: renderAttributes(version),
  }));
  return { status: 200, body: { value, nextLink: null } };
}

function renderKey(store: KeyStore, name: string, version: KeyVersion) {
  const { kty, crv, x, y, n, e } = version.publicKey.export({ format: 'jwk' });
  const jwk = kty === 'EC' ? { kty, crv, x, y } : { kty, n, e };
  return {
    key: { kid: store.idOf(name, version), ...jwk, key_ops: ['sign', 'verify'] },
    attributes: renderAttributes(version),
    tags: {},
  };
}

function renderAttributes({ enabled, createdSeconds, updatedSeconds, expiresSeconds }: KeyVersion) {
  return {
    enabled,
    ...(expiresSeconds !== null && { exp: expiresSeconds }),
    created: createdSeconds,
    updated: updatedSeconds,
    recoveryLevel: 'Recoverable+Purgeable',
    recoverableDays: 90,
    exportable: false,
  };
}

const signBody = z.object({ alg: z.string(), value: z.string() });
const verifyBody = z.object({ alg: z.string(), digest: z.string(), value: z.string() });

function sign(store: KeyStore, name: string, version: string, { body, nowSeconds }: VaultCall): WireResponse {
  const key = store.find(name, version);
  // What a disabled key may not do: sign, decrypt and unwrap (Azure/azure-sdk-for-python#45342).
  if (!key.enabled)
    throw new VaultError(403, 'Forbidden', 'Operation sign is not allowed on a disabled key.', {
      inner: 'KeyDisabled',
    });
  // Its words are not recorded anywhere that we know; the SDK asks for no signature of a key that has expired.
  if (key.expiresSeconds !== null && nowSeconds >= key.expiresSeconds)
    throw new VaultError(403, 'Forbidden', 'Operation sign is not allowed on an expired key.', { inner: 'KeyExpired' });
  const { alg, value } = parse(signBody, body);
  const digest = checkDigest(store.idOf(name, key), key, alg, value);
  const signature = Buffer.from(signDigest(key, digest)).toString('base64url');
  return { status: 200, body: { kid: store.idOf(name, key), value: signature } };
}

function verify(store: KeyStore, name: string, version: string, { body }: VaultCall): WireResponse {
  const key = store.find(name, version);
  const { alg, digest, value } = parse(verifyBody, body);
  const checked = checkDigest(store.idOf(name, key), key, alg, digest);
  return { status: 200, body: { value: verifyDigest(key, checked, Buffer.from(value, 'base64url')) } };
}

function parse<T>(schema: z.ZodType<T>, body: string): T {
  try {
    return schema.parse(JSON.parse(body));
  } catch {
    throw badParameter('The request body is invalid.');
  }
}

function checkDigest(id: string, key: KeyVersion, alg: string, value: string): Uint8Array {
  const algorithm = Object.hasOwn(algorithms, alg) ? algorithms[alg] : undefined;
  if (!algorithm) throw new VaultError(501, 'NotImplemented', `The emulator has no algorithm ${alg.slice(0, 40)}.`);
  if (algorithm.kind !== key.kind) {
    const type = key.kind === 'RSA' ? 'RSA' : 'EC';
    throw badParameter(
      `Key and signing algorithm are incompatible. Key ${id} is of type '${type}', and algorithm '${alg}' can only be used with a key of type '${algorithm.type}' or '${algorithm.type}-HSM'.`,
    );
  }
  const digest = Buffer.from(value, 'base64url');
  if (digest.length !== algorithm.digestBytes)
    throw badParameter(
      `Invalid length of 'value': ${digest.length} bytes. ${alg} requires ${algorithm.digestBytes} bytes, encoded with base64url.`,
    );
  return digest;
}
