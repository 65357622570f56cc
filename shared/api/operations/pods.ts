import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { foundFindingSchema, vmSchema } from '../workload-schemas.ts';
import { clusterParams, clusterRoute } from './cluster-params.ts';

const pod = z
  .strictObject({
    namespace: z.string(),
    system: z.boolean().meta({ description: 'Its namespace is one of Kubernetes or of AKS’s own add-ons.' }),
    name: z.string(),
    owner: z.strictObject({ kind: z.string(), name: z.string() }),
    createdAt: z.iso.datetime().nullable(),
    finished: z.boolean().meta({ description: 'None of its containers will run again.' }),
    node: z.string().nullable(),
    runtimeClassName: z.string().nullable(),
    handler: z
      .string()
      .nullable()
      .meta({ description: 'What its RuntimeClass leads to; null without one, and for one that does not exist.' }),
    sandbox: z.enum(['sandboxed', 'sandboxed-by-upstream', 'no-class', 'class-absent', 'other-handler']),
    sandboxed: z.boolean(),
    limits: z.strictObject({ memoryMiB: z.int().nullable(), cpus: z.number().nullable() }),
    vm: vmSchema.nullable().meta({ description: 'Null for a pod that AKS’s Kata does not sandbox.' }),
    findings: z.array(foundFindingSchema),
  })
  .meta({ id: 'Pod' });

export const listPods = defineOperation({
  id: 'listPods',
  method: 'GET',
  route: `${clusterRoute}/pods`,
  role: 'reader',
  tag: 'Clusters',
  summary:
    'The pods of a cluster: under what each runs, the VM that follows from its limits, and what is found about it',
  description:
    'Page by page from the API server. A page may be short, or empty, and still not the last. Readers are told nothing of the namespaces that `KATAPROOF_OPERATOR_NAMESPACES` names.',
  params: clusterParams,
  query: z.strictObject({
    namespace: z
      .string()
      .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be the name of a namespace')
      .optional(),
    sandboxed: z.enum(['true', 'false'], 'must be true or false').optional(),
    maxpagesize: z.coerce.number().int().min(1).max(500).default(100),
    continuation: z.string().max(8000).optional(),
  }),
  answers: {
    200: {
      description: 'A page of pods.',
      schema: z.strictObject({ value: z.array(pod), nextLink: z.url().optional() }).meta({ id: 'PodPage' }),
    },
  },
  refusals: [404, 410, 424, 503],
});
