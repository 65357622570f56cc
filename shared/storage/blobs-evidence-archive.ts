import { createHash } from 'node:crypto';
import { KataproofError } from '../errors/kataproof-error.ts';
import { isStatus } from '../errors/parse-rest-error.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';
import { isDigest } from '../evidence/proof-record.ts';
import { toCanonicalJson } from '../plain/canonical-json.ts';
import type { EvidenceArchive } from '../ports/evidence-archive.ts';
import { downloadBlob } from './blobs/download-blob.ts';
import { keepBlob } from './blobs/keep-blob.ts';
import { type BlobAccess, type Container, openContainer } from './blobs/open-container.ts';

/**
 * Implements EvidenceArchive in the container `<prefix>-evidence`. Each document is a blob `<SHA-256 of its
 * bytes>.json` that is written once and never changed (If-None-Match: *). Secrets are removed before hashing, so that
 * name and bytes agree.
 */
export function createEvidenceArchive(access: BlobAccess & { tablePrefix: string }): EvidenceArchive {
  const container = openContainer(access, `${access.tablePrefix.toLowerCase()}-evidence`);
  return {
    keepEvidence: (document) =>
      container.use(async (client, abortSignal) => {
        const bytes = Buffer.from(toCanonicalJson(withoutSecrets(document)), 'utf8');
        const hash = sha256(bytes);
        await keepBlob(client.getBlockBlobClient(blobName(hash)), bytes, abortSignal);
        return { hash };
      }),

    readEvidence: async (hash): Promise<unknown> => {
      const bytes = await readBytes(container, hash);
      return bytes && JSON.parse(bytes.toString('utf8'));
    },

    readBytes: (hash) => readBytes(container, hash),
  };
}

function readBytes(container: Container, hash: string): Promise<Buffer | null> {
  return container.use(async (client, abortSignal) => {
    if (!isDigest(hash)) return null;
    try {
      return verified(await downloadBlob(client.getBlockBlobClient(blobName(hash)), abortSignal), hash);
    } catch (error) {
      if (isStatus(error, 404)) return null;
      throw error;
    }
  });
}

function verified(bytes: Buffer, hash: string): Buffer {
  const actual = sha256(bytes);
  if (actual !== hash)
    throw new KataproofError(
      'EvidenceCorrupt',
      `The evidence ${hash} is not what was kept: its bytes have the SHA-256 ${actual}. Somebody or something changed it in the storage account; prove the pool anew, and find out who.`,
    );
  return bytes;
}

function blobName(hash: string): string {
  return `${hash}.json`;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
