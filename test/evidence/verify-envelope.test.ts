import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { buildEnvelope, type Envelope, payloadType, toSignedBytes } from '../../shared/evidence/envelope.ts';
import { writeStatement } from '../../shared/evidence/statement.ts';
import { type TrustedKey, verifyEnvelope } from '../../shared/evidence/verify-envelope.ts';
import { readPublicKey } from '../../shared/signatures/public-key.ts';
import { digest, record } from './sample-record.ts';

const keyId = 'https://vault.vault.azure.net/keys/evidence/0123456789abcdef0123456789abcdef';
const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function trust(publicKey: KeyObject, named: string | null = keyId): TrustedKey {
  const key = readPublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  if (!key) throw new Error('This is a public key.');
  return { keyId: named, verifies: key.verifies };
}

function envelopeOf(statement: string, privateKey = ours.privateKey, type = payloadType): Envelope {
  const sig = sign('sha256', toSignedBytes(type, Buffer.from(statement)), privateKey);
  return { ...buildEnvelope(statement, { keyId, sig }), payloadType: type };
}

const statement = writeStatement(record(), digest) ?? '';
const envelope = envelopeOf(statement);
const trusted = [trust(ours.publicKey)];
const flawOf = (
  given: unknown,
  expected: { digest: string; record?: unknown } = { digest, record: record() },
  keys = trusted,
) => {
  const check = verifyEnvelope(given, expected, keys);
  return check.outcome === 'refused' ? check.flaw : check.outcome;
};
const [{ sig = '' } = {}] = envelope.signatures;

describe('an envelope', () => {
  test('by a trusted key, about this evidence, is signed', () => {
    expect(verifyEnvelope(envelope, { digest, record: record() }, trusted)).toMatchObject({
      outcome: 'signed',
      keyId,
      statement: { predicate: { result: 'PASSED' } },
    });
  });

  test('may be in the other alphabet of base64', () => {
    const bytes = Buffer.from(envelope.payload, 'base64');
    const other = {
      ...envelope,
      payload: bytes.toString('base64url'),
      signatures: [{ keyid: keyId, sig: Buffer.from(sig, 'base64').toString('base64url') }],
    };
    expect(flawOf(other)).toBe('signed');
  });

  test('is refused by a foreign key that takes the name of ours', () => {
    expect(flawOf(envelopeOf(statement, foreign.privateKey))).toBe('foreign-signature');
  });

  test('is refused when it names another key, although it is by ours', () => {
    const other = { ...envelope, signatures: [{ keyid: `${keyId.slice(0, -1)}0`, sig }] };
    expect(flawOf(other)).toBe('unknown-key');
  });

  test('is tried with a key that was pinned without a name, whatever key it names', () => {
    expect(flawOf(envelope, { digest }, [trust(ours.publicKey, null)])).toBe('signed');
    expect(flawOf(envelope, { digest }, [trust(foreign.publicKey, null)])).toBe('foreign-signature');
  });

  test('is refused when the payload was changed', () => {
    const changed = statement.replace('"PASSED"', '"FAILED"');
    expect(changed).not.toBe(statement);
    expect(flawOf({ ...envelope, payload: Buffer.from(changed).toString('base64') })).toBe('foreign-signature');
  });

  test('is refused when the type of the payload was changed, or is one that we do not read', () => {
    expect(flawOf({ ...envelope, payloadType: 'application/json' })).toBe('foreign-signature');
    expect(flawOf(envelopeOf(statement, ours.privateKey, 'application/json'))).toBe('other-payload-type');
  });

  test.each([
    ['cut', sig.slice(0, 40)],
    ['empty', ''],
    ['no base64', '§§§§'],
    ['another number', `${sig.slice(0, 20)}${sig[20] === 'A' ? 'B' : 'A'}${sig.slice(21)}`],
  ])('is refused when its signature is %s', (_what, changed) => {
    expect(flawOf({ ...envelope, signatures: [{ keyid: keyId, sig: changed }] })).toBe('foreign-signature');
  });

  test('is refused for other evidence', () => {
    expect(flawOf(envelope, { digest: '1'.repeat(64) })).toBe('other-subject');
  });

  test('is refused when the evidence says something else than the statement, though it is signed', () => {
    const lie = writeStatement(record(), digest) ?? '';
    const truth = record({ verdict: 'shared-kernel' });
    expect(flawOf(envelopeOf(lie), { digest, record: truth })).toBe('other-verdict');
    expect(flawOf(envelopeOf(lie), { digest, record: { no: 'evidence' } })).toBe('other-verdict');
  });

  test('is refused when what was signed is no statement of a test result', () => {
    expect(flawOf(envelopeOf('{"_type":"https://in-toto.io/Statement/v1"}'))).toBe('malformed-statement');
    expect(flawOf(envelopeOf('no JSON'))).toBe('malformed-statement');
  });

  test.each([
    ['null', null],
    ['text', 'payload'],
    ['without signatures', { ...envelope, signatures: [] }],
    ['with a payload that is no base64', { ...envelope, payload: '{"_type"' }],
  ])('is none: %s', (_what, given) => {
    expect(flawOf(given)).toBe('malformed-envelope');
  });

  test('is refused where no key is trusted', () => {
    expect(flawOf(envelope, { digest }, [])).toBe('unknown-key');
  });
});

describe('the bytes that are signed', () => {
  test('are those of DSSE’s own example', () => {
    const bytes = toSignedBytes('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(Buffer.from(bytes).toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  test('count bytes and not letters', () => {
    expect(Buffer.from(toSignedBytes('ä', Buffer.from('ö'))).toString()).toBe('DSSEv1 2 ä 2 ö');
  });
});
