import { createHash, createHmac, randomBytes } from 'node:crypto';

/** The api-version in operation URLs is the provider's own and does not depend on the client's, as recorded. */
const operationApiVersion = '2025-03-01';

/** The size of `c`, which is a certificate in real URLs. With it a URL has about 4 KB. */
const certificateBytes = 2600;
const certificate = randomBytes(certificateBytes).toString('base64url');
const signingKey = randomBytes(32);

/**
 * Returns the URL of an operation, signed with `t`, `c`, `s` and `h` as ARM does. A holder of the URL can show that ARM
 * issued it, so treat the URL like a secret; its size also matters to those who store it. The emulator accepts the URL
 * without the signature too, as ARM does when the token may read the subscription.
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
