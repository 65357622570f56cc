import { z } from 'zod';
import { parseClusterId } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import {
  isLabelKey,
  isLabelValue,
  isReservedLabelKey,
  labelKeyInWords,
  labelValueInWords,
} from '../clusters/label-format.ts';
import { isResourceGroupName, resourceGroupNameInWords } from '../clusters/resource-group-name.ts';
import { isSubnetId } from '../clusters/subnet-id.ts';
import { isTagName, isTagValue, mostTags, runTag, tagNameInWords, tagValueInWords } from '../clusters/tag-format.ts';
import { findMistakes } from '../errors/find-mistakes.ts';
import { isRecord } from '../plain/is-record.ts';
import { boundaryBytes } from '../runs/boundary.ts';

/** Names as Azure Resource Manager and AKS allow them ("Naming rules and restrictions for Azure resources"). */
export const clusterFields = z.strictObject({
  subscriptionId: z.guid('must be a GUID, such as 11111111-1111-4111-8111-111111111111'),
  resourceGroup: z
    .string()
    .refine(isResourceGroupName, `must be the name of a resource group: ${resourceGroupNameInWords}`),
  name: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([\w-]*[a-z0-9])?$/i, 'must be the name of an AKS cluster'),
});

const clusterIdHint =
  'must be {subscriptionId, resourceGroup, name} or an ARM id: /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ContainerService/managedClusters/<name>';

/** A cluster, given by its three names or by its ARM id, whose letters may be in any case. */
const cluster = z.unknown().transform((value, check): ClusterReference => {
  if (typeof value === 'string') return parseId(value, check);
  const named = isRecord(value);
  const { data, mistakes } = findMistakes(clusterFields, named ? value : undefined);
  if (!mistakes) return data;
  if (named) for (const { path, message } of mistakes) check.addIssue({ code: 'custom', path: [...path], message });
  else check.addIssue({ code: 'custom', message: clusterIdHint });
  return z.NEVER;
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

/** The name of a Linux pool ("Naming rules and restrictions for Azure resources"). */
const poolName = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,11}$/, 'must be 1 to 12 lower-case letters and digits, beginning with a letter');

const taintForm = /^(?<key>[^=:]+)(=(?<value>[^=:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/;

const taint = z
  .string()
  .max(400)
  .refine((text) => {
    const { key = '', value = '' } = taintForm.exec(text)?.groups ?? {};
    return isLabelKey(key) && isLabelValue(value);
  }, `must be key=value:Effect with effect NoSchedule, PreferNoSchedule or NoExecute; the key is ${labelKeyInWords}; the value is ${labelValueInWords}`);

/** Kubernetes takes one taint for each key and effect. */
const keyAndEffect = (text: string) => text.replace(/=[^:]*/, '');

const labels = z.record(
  z
    .string()
    .refine(isLabelKey, `is no name of a label: it must be ${labelKeyInWords}`)
    .refine(
      (key) => !isReservedLabelKey(key),
      'is reserved: AKS sets the labels of kubernetes.azure.com and kubernetes.io itself',
    ),
  z.string().refine(isLabelValue, `must be ${labelValueInWords}`),
);

/** Our own tag, which names the run, is one more. */
const mostTagsOfCaller = mostTags - 1;

const tags = z
  .record(
    z
      .string()
      .refine(isTagName, `is no name of a tag: it must be ${tagNameInWords}`)
      .refine((name) => name.toLowerCase() !== runTag, 'is reserved: the app names the run with it that made the pool'),
    z.string().refine(isTagValue, `must have ${tagValueInWords}`),
  )
  .refine((given) => Object.keys(given).length <= mostTagsOfCaller, `must be at most ${mostTagsOfCaller} tags`)
  .refine(
    (given) => areUnique(Object.keys(given).map((name) => name.toLowerCase())),
    'must have names that differ in more than case: Azure ignores it',
  );

function areUnique(items: string[]): boolean {
  return new Set(items).size === items.length;
}

const subnetId = z
  .string()
  .refine(
    isSubnetId,
    'must be the ARM id of a subnet: /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<network>/subnets/<subnet>',
  );

/** A number of nodes, or a percentage of them (REST API of AKS, "AgentPoolUpgradeSettings"). */
const nodesOrShare = z.string().regex(/^\d{1,4}%?$/, 'must be a number of nodes or a percentage, such as "1" or "33%"');

/** The limits are AKS's (Microsoft Learn, "Upgrade options for AKS clusters", node drain timeout and node soak time). */
const upgradeSettings = z.strictObject({
  maxSurge: nodesOrShare.optional(),
  maxUnavailable: nodesOrShare.optional(),
  drainTimeoutInMinutes: z.int().min(1).max(1440).optional(),
  nodeSoakDurationInMinutes: z.int().min(0).max(30).optional(),
  undrainableNodeBehavior: z.enum(['Cordon', 'Schedule']).optional(),
});

/** What a pool takes from the cluster's first System pool where it is left out (`completePool`), with ARM's names. */
const placement = {
  vnetSubnetID: subnetId.optional(),
  podSubnetID: subnetId.optional(),
  podIPAllocationMode: z.enum(['DynamicIndividual', 'StaticBlock']).optional(),
  /** AKS's limits for Azure CNI ("Configure maximum pods per node"). */
  maxPods: z.int().min(10).max(250).optional(),
  osDiskType: z.enum(['Managed', 'Ephemeral']).optional(),
  enableEncryptionAtHost: z.boolean().optional(),
  upgradeSettings: upgradeSettings.optional(),
};

const nodePool = z.strictObject({
  name: poolName,
  vmSize: z
    .string()
    .regex(/^[a-z0-9]+_[a-z0-9_-]{1,60}$/i, 'must be an Azure VM size, such as Standard_D4s_v5')
    .default('Standard_D4s_v5'),
  /** AKS's limit of nodes in a pool ("Quotas, virtual machine size restrictions, and region availability"). */
  count: z.int().min(1, 'must be at least 1: an empty pool proves nothing').max(1000).default(1),
  nodeTaints: z
    .array(taint)
    .max(20)
    .refine((given) => areUnique(given.map(keyAndEffect)), 'must have each key and effect once')
    .default([]),
  nodeLabels: labels.default({}),
  zones: z
    .array(z.enum(['1', '2', '3']))
    .max(3)
    .refine(areUnique, 'must name each zone once')
    .default([]),
  tags: tags.default({}),
  ...placement,
});

/** The pool travels through the run, beside other things. Azure's own limits for each tag and taint would allow more. */
const mostPoolBytes = 32 * 1024;

/** The body of `POST /api/provisionings`. */
export const provisioningSchema = z.strictObject({
  cluster,
  nodePool: nodePool.refine(
    (pool) => boundaryBytes(pool) <= mostPoolBytes,
    `must be written in ${mostPoolBytes / 2} characters at most: fewer or shorter tags, labels and taints`,
  ),
  cleanup: z.enum(['keep', 'delete-on-failure', 'always-delete']).default('keep'),
  /** A failed check ends the run before anything is made, unless the caller skips all checks. */
  preflight: z.enum(['enforce', 'skip']).default('enforce'),
});

/** The body of `POST /api/verifications`. */
export const verificationSchema = z.strictObject({
  cluster,
  /** Every Kata node of the cluster when left out. */
  nodePool: poolName.optional(),
});

/** The query of every list that comes in pages. */
export const runPageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  continuation: z.string().max(2048).optional(),
});

export type ProvisioningRequest = z.infer<typeof provisioningSchema>;
export type VerificationRequest = z.infer<typeof verificationSchema>;
