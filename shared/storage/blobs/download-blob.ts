import type { BlockBlobClient } from '@azure/storage-blob';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { blobLimits } from '../../outbound/limits.ts';

/** Asks for the size first, because the client makes room for as many bytes as the answer promises. */
export async function downloadBlob(blob: BlockBlobClient, abortSignal: AbortSignal): Promise<Buffer> {
  const { contentLength = 0 } = await blob.getProperties({ abortSignal });
  if (contentLength > blobLimits.answerBytes)
    throw new KataproofError(
      'AnswerTooLarge',
      `A blob of evidence has ${contentLength} bytes, which is more than any that this app writes. It was not read.`,
    );
  return contentLength === 0 ? Buffer.alloc(0) : blob.downloadToBuffer(0, contentLength, { abortSignal });
}
