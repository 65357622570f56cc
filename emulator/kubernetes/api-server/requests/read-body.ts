import type { IncomingMessage } from 'node:http';
import { StatusError } from '../../api/seams.ts';

/** Limit of a request's body: 3 MiB, as in kube-apiserver. */
const maxBodyBytes = 3 * 1024 * 1024;

/** Reads a body whole. Throws StatusError RequestEntityTooLarge. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // What is too much is still read, and forgotten: a client that is writing would not see the answer.
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  if (bytes > maxBodyBytes)
    throw new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${maxBodyBytes}`);
  return Buffer.concat(chunks);
}
