import { z } from 'zod';
import { clusterSchema, moment, proofAgeSchema, verdictSchema } from './answer-parts.ts';

const powerState = z.enum(['Running', 'Stopped', 'Unknown']);

const lastProof = z
  .strictObject({
    verdict: verdictSchema,
    reason: z.string(),
    since: moment.meta({ description: 'Since when the verdict has not changed.' }),
    provenAt: moment,
    ageSeconds: z.int(),
    age: proofAgeSchema,
    freshUntil: moment,
    staleBecause: z.array(z.enum(['age', 'node-image', 'changing'])).meta({ description: 'Empty while it is fresh.' }),
    runId: z.string(),
  })
  .meta({ id: 'LastProof' });

const proof = {
  proof: z.enum(['fresh', 'stale', 'never', 'not-kata']).meta({
    description: '`stale` is not a pass, and `never` is a Kata pool that nobody has proven.',
  }),
  lastProof: lastProof.nullable(),
};

export const nodePoolSchema = z
  .strictObject({
    name: z.string(),
    kata: z.boolean(),
    workloadRuntime: z.string(),
    mode: z.string(),
    osSku: z.string(),
    vmSizes: z.array(z.string()),
    count: z.int().nullable(),
    zones: z.array(z.string()),
    kubernetesVersion: z.string().nullable(),
    nodeImageVersion: z.string().nullable(),
    provisioningState: z.string(),
    provisioningError: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    powerState,
    nodeTaints: z.array(z.string()),
    quarantine: z.string().nullable().meta({ description: 'The taint that keeps pods off until the pool is proven.' }),
    ...proof,
  })
  .meta({ id: 'NodePool', description: 'A pool as ARM shows it, with its last verdict.' });

export const armClusterSchema = z
  .strictObject({
    clusterId: z.string(),
    cluster: clusterSchema.nullable(),
    location: z.string(),
    provisioningState: z.string(),
    powerState,
    kubernetesVersion: z.string(),
    privateCluster: z.boolean(),
    localAccountsDisabled: z.boolean(),
    nodeAutoProvisioning: z.boolean(),
    tags: z.record(z.string(), z.string()),
    kataPools: z.int().nullable().meta({ description: 'Null, not 0, where ARM does not say.' }),
    nodePools: z.array(nodePoolSchema).nullable(),
    autoProvisioned: z
      .strictObject(proof)
      .nullable()
      .meta({ description: 'Of nodes that node auto-provisioning makes, which belong to no pool.' }),
  })
  .meta({ id: 'ArmCluster', description: 'A cluster as ARM shows it, with what is known of its pools.' });
