import { z } from 'zod';
import { clusterSchema, moment, proofAgeSchema, verdictSchema } from '../answers/answer-parts.ts';
import { postureListQuery } from '../list-filters.ts';
import { defineOperation } from '../operation.ts';
import { clusterParams, clusterRoute } from './cluster-params.ts';

const tag = 'Postures';

const posture = z
  .strictObject({
    clusterId: z.string(),
    cluster: clusterSchema,
    poolName: z.string().meta({ description: '`(no agent pool)` for nodes of node auto-provisioning.' }),
    verdict: verdictSchema,
    reason: z.string(),
    since: moment.meta({ description: 'Since when the verdict has not changed.' }),
    provenAt: moment,
    freshUntil: moment.meta({ description: 'After that the proof is stale, and stale is not a pass.' }),
    nodeImageVersion: z.string().nullable(),
    nodesPresent: z.int().nullable(),
    nodesProven: z.int(),
    runId: z.string(),
    evidenceHash: z.string().nullable(),
    evidenceSince: moment.nullable(),
    changing: z.boolean(),
    changingSince: moment.nullable(),
    quarantined: z.boolean().meta({
      description: 'The pool keeps every pod off that does not tolerate its quarantine, until it is isolated.',
    }),
    retired: z.boolean().meta({ description: 'The pool no longer exists.' }),
    fresh: z.boolean().meta({
      description:
        'Whether the proof may still be relied on, as far as is known without asking Azure: a node image that has changed since is told by `lastProof` of the cluster.',
    }),
    age: proofAgeSchema,
  })
  .meta({ id: 'Posture', description: 'What is known of one Kata pool now.' });

export const listPostures = defineOperation({
  id: 'listPostures',
  method: 'GET',
  route: 'postures',
  role: 'reader',
  tag,
  summary: 'What is known of every Kata pool of the fleet, a page at a time',
  query: postureListQuery,
  answers: {
    200: {
      description: 'A page of postures, sorted by cluster and pool.',
      schema: z.strictObject({ value: z.array(posture), nextLink: z.url().optional() }).meta({ id: 'PosturePage' }),
    },
  },
});

export const listClusterPostures = defineOperation({
  id: 'listClusterPostures',
  method: 'GET',
  route: `${clusterRoute}/postures`,
  role: 'reader',
  tag,
  summary: 'What is known of each Kata pool of one cluster, and when one of them was last proven',
  params: clusterParams,
  answers: {
    200: {
      description: 'The postures of the cluster.',
      schema: z.strictObject({ provenAt: moment.nullable(), value: z.array(posture) }).meta({ id: 'ClusterPostures' }),
    },
  },
  refusals: [404],
});
