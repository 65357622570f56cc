import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readPublicKey } from '../../shared/signatures/public-key.ts';

const message = Buffer.from('what was found');
const kinds = [
  ['ES256', 'P-256', 'sha256'],
  ['ES384', 'P-384', 'sha384'],
  ['ES512', 'P-521', 'sha512'],
] as const;

describe('a public key', () => {
  test.each(kinds)('that signs by %s is read as PEM and as JWK', (algorithm, namedCurve, _hash) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve });
    const pem = readPublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString());
    const jwk = readPublicKey(publicKey.export({ format: 'jwk' }));
    expect(pem?.algorithm).toBe(algorithm);
    expect(jwk).toMatchObject({ algorithm, pem: pem?.pem, jwk: pem?.jwk });
  });

  test.each(kinds)('checks what vaults sign by %s, whatever the numbers begin with', (_algorithm, namedCurve, hash) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
    const key = readPublicKey(publicKey.export({ format: 'jwk' }));
    if (!key) throw new Error('This is a public key.');
    // Among so many are numbers with zeros before them, and with the highest bit set.
    for (let each = 0; each < 300; each++) {
      const bytes = Buffer.from(`${each}`);
      const raw = sign(hash, bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      expect(key.verifies(bytes, key.toEnvelopeForm(raw))).toBe(true);
      expect(key.verifies(message, key.toEnvelopeForm(raw))).toBe(false);
    }
  });

  test('of RSA checks RS256', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = readPublicKey(publicKey.export({ format: 'jwk' }));
    const signature = sign('sha256', message, privateKey);
    expect(key?.algorithm).toBe('RS256');
    expect(key?.verifies(message, key.toEnvelopeForm(signature))).toBe(true);
  });

  test('says no to what is no signature', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = readPublicKey(publicKey.export({ format: 'jwk' }));
    for (const signature of [Buffer.alloc(0), Buffer.from('30', 'hex'), Buffer.alloc(64), Buffer.alloc(4000, 1)])
      expect(key?.verifies(message, signature)).toBe(false);
  });

  test('of a private key is its public half alone', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const given = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const key = readPublicKey(given);
    expect(key?.pem).toContain('BEGIN PUBLIC KEY');
    expect(Object.keys(key?.jwk ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y']);
    expect(createPrivateKey(given).type).toBe('private');
  });

  test.each([
    ['no PEM', 'hello'],
    ['no key', { kty: 'EC' }],
    ['of a curve of another kind', generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })],
    [
      'of a curve that auditors’ tools do not know',
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'jwk' }),
    ],
  ])('is null for one that is %s', (_what, given) => {
    expect(readPublicKey(given)).toBeNull();
  });
});
