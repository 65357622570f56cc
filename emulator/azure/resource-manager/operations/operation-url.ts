import { createHash, createHmac, randomBytes } from 'node:crypto';

/** The api-version in operation URLs, as recorded: the provider's own, whatever the client asked for. */
const operationApiVersion = '2025-03-01';

/** Bytes behind `c`, a certificate in real URLs: with it they come to about 4 KB. */
const certificateBytes = 2600;
const certificate = randomBytes(certificateBytes).toString('base64url');
const signingKey = randomBytes(32);

/**
 * The URL of an operation, signed with `t`, `c`, `s` and `h` as ARM does. Whoever holds the URL can show that ARM gave
 * it out, so it is secret-like, and its size matters to those who store it. The emulator answers to the URL without
 * them too, as ARM does to a token that may read the subscription.
 */
export function operationUrl(
  origin: string,
  operation: { id: string; subscriptionId: string; location: string; startedAtMs: number },
  collection: 'operations' | 'operationresults',
): string {
  const path = `/subscriptions/${operation.subscriptionId}/providers/Microsoft.ContainerService/locations/${operation.location}/${collection}/${operation.id}`;
  const url = new URL(path, origin);
  const ticks = String(621355968000000000n + BigInt(Math.floor(operation.startedAtMs)) * 10_000n);
  const signature = Array.from({ length: 8 }, (_, part) =>
    createHmac('sha256', signingKey).update(`${path}${ticks}${part}`).digest('base64url'),
  ).join('');
  url.searchParams.set('api-version', operationApiVersion);
  url.searchParams.set('t', ticks);
  url.searchParams.set('c', certificate);
  url.searchParams.set('s', signature);
  url.searchParams.set('h', createHash('sha256').update(path).digest('base64url'));
  return url.href;
}
