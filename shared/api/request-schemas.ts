import { z } from 'zod';
import { parseClusterId } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';

/** Names as Azure Resource Manager and AKS allow them ("Naming rules and restrictions for Azure resources"). */
export const clusterFields = z.strictObject({
  subscriptionId: z.guid('must be a GUID, such as 11111111-1111-4111-8111-111111111111'),
  resourceGroup: z
    .string()
    .max(90)
    .regex(/^[\p{L}\p{N}._()-]*[\p{L}\p{N}_()-]$/u, 'must be the name of a resource group'),
  name: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([\w-]*[a-z0-9])?$/i, 'must be the name of an AKS cluster'),
});

const clusterIdHint =
  'must be {subscriptionId, resourceGroup, name} or an ARM id: /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ContainerService/managedClusters/<name>';

/** A cluster, given by its three names or by its ARM id, whose letters may be in any case. */
const cluster = z.unknown().transform((value, check): ClusterReference => {
  const named = typeof value === 'string' ? parseClusterId(value)?.cluster : value;
  const parsed = clusterFields.safeParse(named);
  if (parsed.success) return parsed.data;
  if (typeof value === 'object' && value !== null)
    for (const { path, message } of parsed.error.issues) check.addIssue({ code: 'custom', path: [...path], message });
  else check.addIssue({ code: 'custom', message: clusterIdHint });
  return z.NEVER;
});

/** The name of a Linux pool ("Naming rules and restrictions for Azure resources"). */
const poolName = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,11}$/, 'must be 1 to 12 lower-case letters and digits, beginning with a letter');

const taint = z
  .string()
  .regex(
    /^[\w./-]{1,253}(=[\w.-]{0,63})?:(NoSchedule|PreferNoSchedule|NoExecute)$/,
    'must be key=value:Effect with effect NoSchedule, PreferNoSchedule or NoExecute',
  );

const nodePool = z.strictObject({
  name: poolName,
  vmSize: z
    .string()
    .regex(/^[a-z0-9]+_[a-z0-9_-]{1,60}$/i, 'must be an Azure VM size, such as Standard_D4s_v5')
    .default('Standard_D4s_v5'),
  /** AKS's limit of nodes in a pool ("Quotas, virtual machine size restrictions, and region availability"). */
  count: z.int().min(1, 'must be at least 1: an empty pool proves nothing').max(1000).default(1),
  nodeTaints: z.array(taint).max(20).default([]),
  nodeLabels: z
    .record(
      z.string().regex(/^(?!kubernetes\.azure\.com\/)[\w./-]{1,317}$/, 'is no label name, or is reserved for AKS'),
      z.string().regex(/^[\w.-]{0,63}$/, 'must be at most 63 letters, digits, dots, dashes and underscores'),
    )
    .default({}),
  zones: z
    .array(z.enum(['1', '2', '3']))
    .max(3)
    .default([]),
  tags: z.record(z.string().min(1).max(512), z.string().max(256)).default({}),
});

/** The body of `POST /api/provisionings`. */
export const provisioningSchema = z.strictObject({
  cluster,
  nodePool,
  cleanup: z.enum(['keep', 'delete-on-failure', 'always-delete']).default('keep'),
});

/** The body of `POST /api/verifications`. */
export const verificationSchema = z.strictObject({
  cluster,
  /** Every Kata node of the cluster when left out. */
  nodePool: poolName.optional(),
});

/** Route parameters that name a cluster. */
export const clusterRouteSchema = clusterFields;

/** The query of every list that comes in pages. */
export const runPageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  continuation: z.string().max(2048).optional(),
});

export type ProvisioningRequest = z.infer<typeof provisioningSchema>;
export type VerificationRequest = z.infer<typeof verificationSchema>;
