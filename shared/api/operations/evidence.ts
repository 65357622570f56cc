import { z } from 'zod';
import { digestSchema } from '../../evidence/proof-record.ts';
import { isPoolPlace } from '../../isolation/provable-pools.ts';
import { moment, verdictSchema } from '../answers/answer-parts.ts';
import { defineOperation } from '../operation.ts';
import { pageQuery } from '../request-schemas.ts';
import { clusterParams, clusterRoute, evidenceParams } from './cluster-params.ts';

const tag = 'Evidence';

const proof = z
  .strictObject({
    sequence: z
      .int()
      .meta({ description: 'Its place in the chain of the pool: 1 is the first, and none is left out.' }),
    runId: z.string(),
    provenAt: moment,
    verdict: verdictSchema,
    reason: z.string(),
    nodesPresent: z.int().nullable(),
    nodesProven: z.int(),
    nodeImageVersion: z.string().nullable(),
    digest: digestSchema.meta({ description: 'The SHA-256 of its record, by which its evidence is read.' }),
    previousDigest: digestSchema.nullable().meta({ description: 'That of the record before; null for the first.' }),
    signed: z.boolean().meta({ description: 'Whether there is a signed statement about the record.' }),
  })
  .meta({ id: 'Proof', description: 'One proof of a pool, in short: its record has everything that was judged.' });

export const listProofs = defineOperation({
  id: 'listProofs',
  method: 'GET',
  route: `${clusterRoute}/nodePools/{poolName}/proofs`,
  role: 'reader',
  tag,
  summary: 'The proofs of a pool, the newest first: a chain of records, each of which names the one before',
  description:
    'In the order in which they were recorded. `since` leaves out what was proven before. The name of the pool is `(no agent pool)`, percent-encoded, for nodes of node auto-provisioning.',
  params: clusterParams.extend({
    poolName: z.string().refine(isPoolPlace, 'must be the name of a node pool, or (no agent pool)'),
  }),
  query: pageQuery.extend({
    since: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'Only proofs of this moment or later (ISO 8601).' }),
  }),
  answers: {
    200: {
      description: 'A page of proofs.',
      schema: z.strictObject({ value: z.array(proof), nextLink: z.url().optional() }).meta({ id: 'ProofPage' }),
    },
  },
  refusals: [404],
});

export const readEvidence = defineOperation({
  id: 'readEvidence',
  method: 'GET',
  route: `${clusterRoute}/evidence/{digest}`,
  role: 'reader',
  tag,
  summary: 'The evidence of a proof: the very bytes whose SHA-256 is its name',
  description:
    'What every verdict was judged from, as it was archived. It holds more of a node than the answer of a run does, such as the command line of its kernel.',
  params: evidenceParams,
  answers: {
    200: {
      description: 'The bytes.',
      schema: z.looseObject({}).meta({ id: 'Evidence', description: 'A record as docs/evidence.md describes it.' }),
      headers: {
        ETag: 'The digest, in quotes.',
        'Repr-Digest': 'The same, as RFC 9530 writes it.',
      },
    },
  },
  refusals: [404],
});
