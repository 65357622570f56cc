import { z } from 'zod';

/** The payload of every envelope of ours is an in-toto statement. */
export const payloadType = 'application/vnd.in-toto+json';

const signature = z.object({ keyid: z.string().optional(), sig: z.string() });

/** A DSSE envelope (secure-systems-lab/dsse, "DSSE Envelope" 1.0). Payload and signatures are base64. */
export const envelopeSchema = z.object({
  payload: z.string(),
  payloadType: z.string(),
  signatures: z.array(signature).min(1).max(100),
});

export type Envelope = z.output<typeof envelopeSchema>;

/**
 * The bytes that are signed: DSSE's "Pre-Authentication Encoding", which binds the payload to its type. Lengths are
 * those of UTF-8.
 */
export function toSignedBytes(type: string, payload: Uint8Array): Uint8Array {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(type, 'utf8')} ${type} ${payload.length} `, 'utf8'),
    payload,
  ]);
}

/** The envelope of a statement and its signature. `keyId` is a hint for whoever looks for the key. */
export function buildEnvelope(statement: string, { keyId, sig }: { keyId: string; sig: Uint8Array }): Envelope {
  return {
    payload: Buffer.from(statement, 'utf8').toString('base64'),
    payloadType,
    signatures: [{ keyid: keyId, sig: Buffer.from(sig).toString('base64') }],
  };
}

/** Decodes base64 of either alphabet, which verifiers must both take (DSSE, "Protocol"). Null for anything else. */
export function decodeBase64(text: string): Uint8Array | null {
  const bare = text.replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/_-]*$/.test(bare) || bare.length % 4 === 1) return null;
  return Buffer.from(bare, 'base64url');
}
