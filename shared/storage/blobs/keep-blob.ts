import type { BlockBlobClient } from '@azure/storage-blob';
import { isStatus } from '../../errors/parse-rest-error.ts';

/**
 * Writes a blob of JSON unless there is one of its name, which stays as it is, perhaps under an immutability policy
 * (If-None-Match: *).
 */
export async function keepBlob(blob: BlockBlobClient, bytes: Buffer, abortSignal: AbortSignal): Promise<void> {
  try {
    await blob.upload(bytes, bytes.length, {
      abortSignal,
      conditions: { ifNoneMatch: '*' },
      blobHTTPHeaders: { blobContentType: 'application/json' },
    });
  } catch (error) {
    if (!isStatus(error, 409) && !isStatus(error, 412)) throw error;
  }
}
