import { z } from 'zod';
import { moment } from '../answers/answer-parts.ts';
import { defineOperation } from '../operation.ts';
import { clusterRoute, evidenceParams } from './cluster-params.ts';

const tag = 'Evidence';

const envelope = z
  .strictObject({
    payload: z.string().meta({ description: 'Base64 of an in-toto Statement v1.' }),
    payloadType: z.string(),
    signatures: z.array(
      z.strictObject({
        keyid: z.string().optional().meta({ description: 'The version of the key that signed: a hint, and no proof.' }),
        sig: z.string().meta({ description: 'Base64; ASN.1 DER for elliptic curves.' }),
      }),
    ),
  })
  .meta({ id: 'DsseEnvelope', description: 'A DSSE envelope (secure-systems-lab/dsse, version 1.0).' });

export const readStatement = defineOperation({
  id: 'readStatement',
  method: 'GET',
  route: `${clusterRoute}/evidence/{digest}/statement`,
  role: 'reader',
  tag,
  summary: 'The signed statement about evidence, for auditors',
  description:
    'An in-toto statement of a test result. Verify it with a public key that you have from the vault itself.',
  params: evidenceParams,
  answers: { 200: { description: 'The envelope.', schema: envelope } },
  refusals: [404],
});

const signingKey = z
  .strictObject({
    keyId: z.string().meta({ description: 'What signatures name it by.' }),
    algorithm: z.string(),
    enabled: z.boolean().meta({ description: 'Whether it may still sign. What it signed stays signed.' }),
    createdAt: moment.nullable(),
    expiresAt: moment.nullable(),
    jwk: z.record(z.string(), z.string()).meta({ description: 'A JSON Web Key with public members only.' }),
    pem: z.string(),
  })
  .meta({ id: 'SigningKey', description: 'A public key that statements were signed with.' });

export const listSigningKeys = defineOperation({
  id: 'listSigningKeys',
  method: 'GET',
  route: 'evidence/keys',
  role: 'reader',
  tag,
  summary: 'The public keys that statements are signed with, the newest first',
  description:
    'To compare with what you have pinned: a key that comes the same way as the evidence proves nothing about it. Take the key from the vault (`az keyvault key download`).',
  answers: {
    200: {
      description: 'The version that signs, and earlier ones.',
      schema: z.strictObject({ value: z.array(signingKey) }).meta({ id: 'SigningKeys' }),
    },
  },
  refusals: [404, 424],
});
