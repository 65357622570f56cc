import { z } from 'zod';
import { parseClusterId } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import { isResourceGroupName, resourceGroupNameInWords } from '../clusters/resource-group-name.ts';
import { findMistakes } from '../errors/find-mistakes.ts';
import { isRecord } from '../plain/is-record.ts';
import { type Conflict, conflictIf } from '../preflight/new-cluster/conflict.ts';
import { findClusterConflicts } from '../preflight/new-cluster/find-cluster-conflicts.ts';
import { newClusterSchema } from './new-cluster-schema.ts';
import { nodePoolSchema } from './node-pool/node-pool-schema.ts';
import { poolName } from './node-pool/pool-fields.ts';

/** Names as Azure Resource Manager and AKS allow them ("Naming rules and restrictions for Azure resources"). */
export const clusterFields = z.strictObject({
  subscriptionId: z.guid('must be a GUID, such as 11111111-1111-4111-8111-111111111111'),
  resourceGroup: z
    .string()
    .refine(isResourceGroupName, `must be the name of a resource group: ${resourceGroupNameInWords}`),
  name: z
    .string()
    .max(63)
    .regex(/^[A-Za-z0-9]([\w-]*[A-Za-z0-9])?$/, 'must be the name of an AKS cluster'),
});

const clusterIdHint =
  'must be {subscriptionId, resourceGroup, name} or an ARM id: /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ContainerService/managedClusters/<name>';

const clusterValue = z.unknown().transform((value, check): ClusterReference => {
  if (typeof value === 'string') return parseId(value, check);
  const named = isRecord(value);
  const { data, mistakes } = findMistakes(clusterFields, named ? value : undefined);
  if (!mistakes) return data;
  if (named) for (const { path, message } of mistakes) check.addIssue({ code: 'custom', path: [...path], message });
  else check.addIssue({ code: 'custom', message: clusterIdHint });
  return z.NEVER;
});

/** A pattern of JSON Schema has no flag for letters of any case, and zod leaves it out: no pattern here may have one. */
function anyCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}

/** A cluster, given by its three names or by its ARM id, whose letters may be in any case. */
const cluster = clusterValue.meta({
  id: 'ClusterReference',
  description: 'A cluster, by its three names or by its ARM id, whose letters may be in any case.',
  // A schema cannot say all that the parser refuses.
  override: {
    oneOf: [
      {
        type: 'string',
        pattern: `^${anyCase('/subscriptions/')}[^/]+${anyCase('/resourceGroups/')}[^/]+${anyCase('/providers/Microsoft\\.ContainerService/managedClusters/')}[^/]+/?$`,
      },
      {
        type: 'object',
        properties: {
          subscriptionId: { type: 'string', format: 'uuid' },
          resourceGroup: { type: 'string', minLength: 1, maxLength: 90 },
          name: { type: 'string', minLength: 1, maxLength: 63 },
        },
        required: ['subscriptionId', 'resourceGroup', 'name'],
        additionalProperties: false,
      },
    ],
  },
});

/** An id of something in a cluster is refused, because its caller does not mean the whole cluster. */
function parseId(text: string, check: z.core.$RefinementCtx): ClusterReference {
  const id = parseClusterId(text);
  const parsed = findMistakes(clusterFields, id?.cluster);
  if (id && parsed.data && id.poolName === null && id.below === '') return parsed.data;
  const message =
    id && parsed.data
      ? `must be the ARM id of a cluster, but this one names ${id.below ? 'a resource' : `node pool ${id.poolName}`} in cluster ${id.cluster.name}: give the cluster's own id${id.poolName === null ? '' : ', and the name of the pool in nodePool'}`
      : clusterIdHint;
  check.addIssue({ code: 'custom', message });
  return z.NEVER;
}

/** The body of `POST /api/provisionings`, whose fields are looked at together afterwards (`provisioningSchema`). */
export const provisioningFields = z.strictObject({
  cluster,
  nodePool: nodePoolSchema,
  cleanup: z.enum(['keep', 'delete-on-failure', 'always-delete']).default('keep'),
  quarantine: z.boolean().default(false).meta({
    description:
      'The pool is born with a taint that keeps everything off, and loses it only when its verdict is isolated.',
  }),
  approval: z.enum(['none', 'required']).default('none').meta({
    description:
      'Whether the run waits, before it makes anything, for somebody who approves it. The settings of the app may require that of every run.',
  }),
  /** A failed check ends the run before anything is made, unless the caller skips all checks. */
  preflight: z.enum(['enforce', 'skip']).default('enforce'),
  /** The run makes the cluster that `cluster` names, in a resource group that exists. */
  newCluster: newClusterSchema.optional(),
});

/** What does not go together in a request for a pool, whose every field is allowed for itself; empty for a good one. */
export function findConflicts({
  cluster,
  newCluster,
  nodePool,
  quarantine,
}: Pick<z.infer<typeof provisioningFields>, 'cluster' | 'newCluster' | 'quarantine'> & {
  nodePool: PoolSpec;
}): Conflict[] {
  return [
    ...conflictIf(
      quarantine && nodePool.mode === 'System',
      'quarantine',
      'does not go with mode System: AKS takes no such taint there, because its own pods must find a place',
    ),
    ...(newCluster ? findClusterConflicts({ cluster, newCluster, nodePool }) : []),
  ];
}

/** The body of `POST /api/provisionings`. */
export const provisioningSchema = provisioningFields.superRefine((asked, check) => {
  for (const { path, message } of findConflicts(asked)) check.addIssue({ code: 'custom', path, message });
});

/** The body of `POST /api/verifications`. */
export const verificationSchema = z
  .strictObject({
    cluster,
    /** Every Kata node of the cluster when left out. */
    nodePool: poolName.optional(),
    liftQuarantine: z.boolean().default(false).meta({
      description:
        'Takes the quarantine off the pool if it is isolated; it changes the pool, so nodePool must be named.',
    }),
  })
  .refine(({ liftQuarantine, nodePool }) => !liftQuarantine || nodePool !== undefined, {
    path: ['liftQuarantine'],
    message: 'needs nodePool: only the quarantine of one pool, which is named, is lifted',
  });

/** Most items of a page. */
const mostOfPage = 200;

/** The query of every list that comes in pages. */
export const pageQuery = z.strictObject({
  maxpagesize: z.coerce
    .number()
    .int()
    .min(1)
    .default(50)
    .transform((asked) => Math.min(asked, mostOfPage))
    .meta({ description: `How many items a page may have at most; never more than ${mostOfPage}.` }),
  continuation: z.string().max(4096).optional().meta({ description: 'Part of a `nextLink`; opaque.' }),
});

export type ProvisioningRequest = z.infer<typeof provisioningSchema>;
export type VerificationRequest = z.infer<typeof verificationSchema>;
