import type { BlockBlobClient } from '@azure/storage-blob';
import { isStatus } from '../../errors/parse-rest-error.ts';

/**
 * Writes a blob of JSON unless there is one of its name, which stays as it is, perhaps under an immutability policy
 * (If-None-Match: *). A conflict may mean something else, such as a container that is being deleted: then nothing is kept.
 */
export async function keepBlob(blob: BlockBlobClient, bytes: Buffer, abortSignal: AbortSignal): Promise<void> {
  try {
    await blob.upload(bytes, bytes.length, {
      abortSignal,
      conditions: { ifNoneMatch: '*' },
      blobHTTPHeaders: { blobContentType: 'application/json' },
    });
  } catch (error) {
    const conflict = isStatus(error, 409) || isStatus(error, 412);
    if (!conflict || !(await blob.exists({ abortSignal }))) throw error;
  }
}
