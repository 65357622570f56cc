import { parseJson } from '../plain/parse-json.ts';
import { decodeBase64, type Envelope, envelopeSchema, payloadType, toSignedBytes } from './envelope.ts';
import { agreesWithRecord, type Statement, statementSchema } from './statement.ts';

/** A public key that whoever verifies has pinned. How a signature is checked is told by it, for rules know no libraries. */
export interface TrustedKey {
  /** What signatures name it by; null when it came without a name, and is then tried for every signature. */
  keyId: string | null;
  /** Whether the signature is of these bytes and by this key; false for what is no signature at all. */
  verifies(bytes: Uint8Array, signature: Uint8Array): boolean;
}

export type EnvelopeFlaw =
  | 'malformed-envelope'
  | 'unknown-key'
  | 'foreign-signature'
  | 'other-payload-type'
  | 'malformed-statement'
  | 'other-subject'
  | 'other-verdict';

export type EnvelopeCheck =
  | { outcome: 'signed'; keyId: string | null; statement: Statement }
  | { outcome: 'refused'; flaw: EnvelopeFlaw; reason: string };

/** The evidence that the envelope should be about: its SHA-256 (hexadecimal) and, where it is at hand, its content. */
export interface ExpectedEvidence {
  digest: string;
  record?: unknown;
}

/**
 * Checks a DSSE envelope (parsed JSON) against pinned keys and the evidence: one of its signatures is by one of the keys,
 * its payload is a statement about evidence with this digest, and the statement says of the tests what the evidence
 * does. The id of a key chooses among the keys and proves nothing (DSSE, "Protocol").
 */
export function verifyEnvelope(
  envelope: unknown,
  expected: ExpectedEvidence,
  keys: readonly TrustedKey[],
): EnvelopeCheck {
  const { data } = envelopeSchema.safeParse(envelope);
  const payload = data && decodeBase64(data.payload);
  if (!data || !payload) return refuse('malformed-envelope', 'This is no DSSE envelope.');
  const signed = findSigner(data, toSignedBytes(data.payloadType, payload), keys);
  if (signed.outcome === 'refused') return signed;
  if (data.payloadType !== payloadType)
    return refuse('other-payload-type', `The payload is of the type ${quoted(data.payloadType)}, not ${payloadType}.`);
  const { data: statement } = statementSchema.safeParse(parseJson(Buffer.from(payload).toString('utf8')));
  if (!statement) return refuse('malformed-statement', 'The payload is no in-toto statement of a test result.');
  if (!statement.subject.some(({ digest }) => digest['sha256'] === expected.digest))
    return refuse('other-subject', `The statement is about other evidence than ${expected.digest}.`);
  if (expected.record !== undefined && !agreesWithRecord(statement, expected.record))
    return refuse('other-verdict', 'The statement tells other results than the evidence does.');
  return { outcome: 'signed', keyId: signed.keyId, statement };
}

type Signer = { outcome: 'found'; keyId: string | null } | Extract<EnvelopeCheck, { outcome: 'refused' }>;

function findSigner({ signatures }: Envelope, bytes: Uint8Array, keys: readonly TrustedKey[]): Signer {
  const tried = signatures.flatMap(({ keyid, sig }) =>
    keys.filter(({ keyId }) => keyId === null || !keyid || keyId === keyid).map((key) => ({ key, sig })),
  );
  if (tried.length === 0)
    return refuse(
      'unknown-key',
      `No signature is by a key that is trusted here; it names ${signatures.map(({ keyid = 'none' }) => quoted(keyid)).join(', ')}.`,
    );
  const found = tried.find(({ key, sig }) => {
    const signature = decodeBase64(sig);
    return signature !== null && key.verifies(bytes, signature);
  });
  if (!found) return refuse('foreign-signature', 'No signature fits the payload and a key that is trusted here.');
  return { outcome: 'found', keyId: found.key.keyId };
}

function refuse(flaw: EnvelopeFlaw, reason: string): Extract<EnvelopeCheck, { outcome: 'refused' }> {
  return { outcome: 'refused', flaw, reason };
}

/** What others wrote is told in part. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
