import { createHash, timingSafeEqual } from 'node:crypto';

/** Computes an HMAC as RFC 2104 describes it, with nothing but a hash, so that it shares no code with the signer. */
function hmacSha256(key: Buffer, text: string): Buffer {
  const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  const block = Buffer.alloc(64);
  (key.length > 64 ? sha256(key) : key).copy(block);
  const pad = (byte: number) => Buffer.from(block.map((value) => value ^ byte));
  return sha256(pad(0x5c), sha256(pad(0x36), Buffer.from(text)));
}

/**
 * Verifies a webhook as a receiver does (docs/alerts.md): with a tolerance for the time, for any of the signatures, in
 * constant time.
 */
export function verifySignature(
  request: { headers: Record<string, string | string[] | undefined>; body: string },
  secret: string,
  nowSeconds: number,
): boolean {
  const header = (name: string) => String(request.headers[name] ?? '');
  if (Math.abs(nowSeconds - Number(header('webhook-timestamp'))) > 300) return false;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = hmacSha256(key, `${header('webhook-id')}.${header('webhook-timestamp')}.${request.body}`);
  return header('webhook-signature')
    .split(' ')
    .map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'))
    .some((signature) => signature.length === expected.length && timingSafeEqual(signature, expected));
}
