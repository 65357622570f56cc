import { createHash } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import { CryptographyClient, KeyClient, type KeyVaultKey } from '@azure/keyvault-keys';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { parseRestError } from '../../errors/parse-rest-error.ts';
import { buildEnvelope, payloadType, toSignedBytes } from '../../evidence/envelope.ts';
import { verifyEnvelope } from '../../evidence/verify-envelope.ts';
import { boundAzureClient } from '../../outbound/bound-azure-client.ts';
import { type AzureLimits, vaultLimits } from '../../outbound/limits.ts';
import { withinTime } from '../../outbound/within-time.ts';
import type { EvidenceSigner, SigningKey } from '../../ports/evidence-signer.ts';
import { type PublicKey, readPublicKey } from '../../signatures/public-key.ts';
import { classifyVaultError, unusable } from './classify-vault-error.ts';

/** How the key is reached. */
export interface VaultAccess {
  credential: TokenCredential;
  /** `https://VAULT/keys/NAME`, or `…/VERSION` for this version alone. */
  keyId: string;
  /** Milliseconds since the epoch. */
  now(): number;
  limits?: AzureLimits;
}

/** A version of the key, and what checks its signatures. */
interface OpenKey {
  keyId: string;
  publicKey: PublicKey;
  /** Asks for a challenge once, and signs by the token then. */
  client: CryptographyClient;
  readAt: number;
}

/** How long a version counts as the newest: a rotated key signs after that. */
const keptMs = 5 * 60_000;

/** How long a vault that gave no answer is not asked again: each pool of a run would wait for it anew, and its alerts too. */
const spareMs = 60_000;

/** Versions that are told of; keys are rotated a few times a year. */
const mostVersions = 50;

/**
 * Implements EvidenceSigner by a key in Azure Key Vault, or a managed HSM. The algorithm follows from the key: ES256,
 * ES384, ES512 by its curve, RS256 for RSA. A key id without a version means the newest one. The SDK takes a token for the
 * domain that the vault's own name ends in and for no other, so that no host gets a token for elsewhere. Throws
 * VaultUnreachable, SigningKeyUnusable, Forbidden, Unauthorized, NoIdentity, Throttled or ServerFailed.
 */
export function createEvidenceSigner(access: VaultAccess): EvidenceSigner {
  const { vaultUrl, name, version } = parseKeyId(access.keyId);
  const limits = access.limits ?? vaultLimits;
  const options = {
    ...boundAzureClient('Key Vault', 'key-vault', limits),
    retryOptions: { maxRetries: 1, maxRetryDelayInMs: 1000 },
  };
  const keys = new KeyClient(vaultUrl, access.credential, options);
  const call = <T>(doing: string, act: (abortSignal: AbortSignal) => Promise<T>): Promise<T> =>
    withinTime(limits.callTimeoutMs, act).catch((error: unknown) => {
      throw error instanceof KataproofError ? error : classifyVaultError(parseRestError(error, access.now()), doing);
    });
  let current: OpenKey | null = null;
  let away: { until: number; error: KataproofError } | null = null;
  const openCurrent = async (): Promise<OpenKey> => {
    if (current && access.now() - current.readAt < keptMs) return current;
    const key = await call('read the signing key', (abortSignal) =>
      keys.getKey(name, { ...(version && { version }), abortSignal }),
    );
    const client = new CryptographyClient(key, access.credential, { ...options });
    current = { keyId: key.id ?? access.keyId, publicKey: openKey(key), client, readAt: access.now() };
    return current;
  };
  const sign = async (bytes: Uint8Array) => {
    const { keyId, publicKey, client } = await openCurrent();
    const digest = createHash(publicKey.hash).update(bytes).digest();
    const { result } = await call('sign with its key', (abortSignal) =>
      client.sign(publicKey.algorithm, digest, { abortSignal }),
    ).catch((error: unknown) => {
      // The version may have been disabled since; the next try asks which one is the newest.
      current = null;
      throw error;
    });
    return { keyId, publicKey, sig: publicKey.toEnvelopeForm(result) };
  };
  const listKeys = () =>
    call('read the versions of the signing key', async (abortSignal) => {
      const versions = version ? [version] : await listVersions(keys, name, abortSignal);
      const read = await Promise.all(versions.map((each) => keys.getKey(name, { version: each, abortSignal })));
      const told = read.map((key) => describe(key, openKey(key)));
      return { keys: told.sort((a, b) => ((b.createdAt ?? '') < (a.createdAt ?? '') ? -1 : 1)) };
    });
  return {
    async signStatement(statement, evidenceDigest) {
      if (away && access.now() < away.until) throw away.error;
      const bytes = toSignedBytes(payloadType, Buffer.from(statement, 'utf8'));
      const { keyId, publicKey, sig } = await sign(bytes).catch((error: unknown) => {
        if (error instanceof KataproofError && error.code === 'VaultUnreachable')
          away = { until: access.now() + spareMs, error };
        throw error;
      });
      const envelope = buildEnvelope(statement, { keyId, sig });
      const check = verifyEnvelope(envelope, { digest: evidenceDigest }, [{ keyId, verifies: publicKey.verifies }]);
      if (check.outcome === 'refused') throw unusable(`what Key Vault gave back does not fit. ${check.reason}`);
      return envelope;
    },

    async isOurs(envelope, evidence) {
      const { keys: told } = await listKeys();
      const trusted = told.flatMap(({ keyId, pem }) => {
        const publicKey = readPublicKey(pem);
        return publicKey ? [{ keyId, verifies: publicKey.verifies }] : [];
      });
      return verifyEnvelope(envelope, evidence, trusted).outcome === 'signed';
    },

    listKeys,
  };
}

/** Splits the address of a key, whose form the settings have checked. */
function parseKeyId(keyId: string): { vaultUrl: string; name: string; version: string | undefined } {
  const { origin, pathname } = new URL(keyId);
  const [, , name = '', version] = pathname.split('/');
  return { vaultUrl: origin, name, version };
}

async function listVersions(keys: KeyClient, name: string, abortSignal: AbortSignal): Promise<string[]> {
  const found: { version: string; createdOn: number }[] = [];
  for await (const { version, createdOn } of keys.listPropertiesOfKeyVersions(name, { abortSignal }))
    if (version) found.push({ version, createdOn: createdOn?.getTime() ?? 0 });
  return found
    .sort((a, b) => b.createdOn - a.createdOn)
    .slice(0, mostVersions)
    .map(({ version }) => version);
}

/** Throws SigningKeyUnusable for a key that signs by no algorithm that auditors' tools know. */
function openKey({ key }: KeyVaultKey): PublicKey {
  const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('base64url');
  const jwk = {
    kty: key?.kty?.replace(/-HSM$/, ''),
    crv: key?.crv,
    x: text(key?.x),
    y: text(key?.y),
    n: text(key?.n),
    e: text(key?.e),
  };
  const given = Object.entries(jwk).filter(([, value]) => value !== undefined);
  const publicKey = readPublicKey(Object.fromEntries(given));
  if (!publicKey)
    throw unusable(
      `it is of the kind ${key?.kty ?? 'unknown'} ${key?.crv ?? ''}`.trim() +
        '; a key on the curve P-256, P-384 or P-521, or of RSA, is needed',
    );
  return publicKey;
}

function describe({ id, properties }: KeyVaultKey, { algorithm, jwk, pem }: PublicKey): SigningKey {
  return {
    keyId: id ?? '',
    algorithm,
    enabled: properties.enabled ?? true,
    createdAt: properties.createdOn?.toISOString() ?? null,
    expiresAt: properties.expiresOn?.toISOString() ?? null,
    jwk,
    pem,
  };
}
