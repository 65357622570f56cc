import { z } from 'zod';
import {
  isLabelKey,
  isLabelValue,
  isReservedLabelKey,
  labelKeyInWords,
  labelValueInWords,
} from '../../clusters/label-format.ts';
import { isQuarantine, quarantineKey } from '../../clusters/quarantine.ts';
import { isTagName, isTagValue, mostTags, runTag, tagNameInWords, tagValueInWords } from '../../clusters/tag-format.ts';
import { armId } from './arm-id.ts';

/** The name of a Linux pool ("Naming rules and restrictions for Azure resources"). */
export const poolName = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,11}$/, 'must be 1 to 12 lower-case letters and digits, beginning with a letter');

const taintForm = /^(?<key>[^=:]+)(=(?<value>[^=:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/;

const taint = z
  .string()
  .max(400)
  .refine((text) => {
    const { key = '', value = '' } = taintForm.exec(text)?.groups ?? {};
    return isLabelKey(key) && isLabelValue(value);
  }, `must be key=value:Effect with effect NoSchedule, PreferNoSchedule or NoExecute; the key is ${labelKeyInWords}; the value is ${labelValueInWords}`)
  .refine((text) => !isQuarantine(text), `must not have the key ${quarantineKey}: ask for it with "quarantine": true`);

/** Kubernetes takes one taint for each key and effect. */
const keyAndEffect = (text: string) => text.replace(/=[^:]*/, '');

export const nodeLabels = z.record(
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

/** Azure's tags of a resource that this app makes. */
export const tags = z
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

/** Whether no item is there twice. */
export function areUnique(items: string[]): boolean {
  return new Set(items).size === items.length;
}

const subnetId = armId('Microsoft.Network/virtualNetworks/subnets', 'a subnet');

/** A number of nodes, or a percentage of them (REST API of AKS, "AgentPoolUpgradeSettings"). */
const nodesOrShare = z
  .string()
  .regex(/^(\d{1,4}|(100|\d{1,2})%)$/, 'must be a number of nodes or a percentage up to 100%, such as "1" or "33%"');

/** The limits are AKS's (Microsoft Learn, "Upgrade options for AKS clusters", node drain timeout and node soak time). */
const upgradeSettings = z.strictObject({
  maxSurge: nodesOrShare.optional(),
  maxUnavailable: nodesOrShare.optional(),
  drainTimeoutInMinutes: z.int().min(1).max(1440).optional(),
  nodeSoakDurationInMinutes: z.int().min(0).max(30).optional(),
  undrainableNodeBehavior: z.enum(['Cordon', 'Schedule']).optional(),
});

/** What a pool takes from the cluster's first System pool where it is left out (`completePool`), with ARM's names. */
export const placement = {
  vnetSubnetID: subnetId.optional(),
  podSubnetID: subnetId.optional(),
  podIPAllocationMode: z.enum(['DynamicIndividual', 'StaticBlock']).optional(),
  /** AKS's limits for Azure CNI ("Configure maximum pods per node"). */
  maxPods: z.int().min(10).max(250).optional(),
  osDiskType: z.enum(['Managed', 'Ephemeral']).optional(),
  enableEncryptionAtHost: z.boolean().optional(),
  upgradeSettings: upgradeSettings.optional(),
};

export const vmSize = z
  .string()
  .regex(/^[A-Za-z0-9]+_[A-Za-z0-9_-]{1,60}$/, 'must be an Azure VM size, such as Standard_D4s_v5');

export const nodeTaints = z
  .array(taint)
  .max(20)
  .refine((given) => areUnique(given.map(keyAndEffect)), 'must have each key and effect once');

export const zones = z
  .array(z.enum(['1', '2', '3']))
  .max(3)
  .refine(areUnique, 'must name each zone once');

/** AKS's limit of nodes in a pool ("Quotas, virtual machine size restrictions, and region availability"). */
export const mostNodes = 1000;
