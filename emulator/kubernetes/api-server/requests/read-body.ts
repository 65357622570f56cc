import type { IncomingMessage } from 'node:http';
import { StatusError } from '../../api/seams.ts';

/** The largest request body, in bytes, as in kube-apiserver. */
const maxBodyBytes = 3 * 1024 * 1024;

/** Reads the whole body. Throws StatusError RequestEntityTooLarge. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Bytes beyond the limit are read and dropped, because a client that is still writing would not see the answer.
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  if (bytes > maxBodyBytes)
    throw new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${maxBodyBytes}`);
  return Buffer.concat(chunks);
}
