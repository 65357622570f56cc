import { z } from 'zod';

/**
 * What Azure Resource Manager answers, as far as this app reads it (API version 2026-06-01). ARM leaves a field out, or
 * writes null, where it has nothing to tell; the SDK's model passes everything on, and throws a TypeError for what is no
 * list.
 */
const text = z.string().nullish();
const texts = z.array(z.string()).nullish();
const textMap = z.record(z.string(), z.string().nullable()).nullish();
const count = z.number().nullish();

const poolFields = {
  provisioningState: text,
  powerState: z.looseObject({ code: text }).nullish(),
  status: z.looseObject({ provisioningError: z.looseObject({ code: text, message: text }).nullish() }).nullish(),
  count,
  vmSize: text,
  virtualMachineNodesStatus: z.array(z.looseObject({ size: text, count })).nullish(),
  osSKU: text,
  mode: text,
  workloadRuntime: text,
  orchestratorVersion: text,
  currentOrchestratorVersion: text,
  nodeImageVersion: text,
  vnetSubnetID: text,
  podSubnetID: text,
  podIPAllocationMode: text,
  maxPods: count,
  osDiskType: text,
  enableEncryptionAtHost: z.boolean().nullish(),
  upgradeSettings: z
    .looseObject({
      ...{ maxSurge: text, maxUnavailable: text, undrainableNodeBehavior: text },
      ...{ drainTimeoutInMinutes: count, nodeSoakDurationInMinutes: count },
    })
    .nullish(),
  nodeTaints: texts,
  nodeLabels: textMap,
  availabilityZones: texts,
  tags: textMap,
  eTag: text,
};

/** The members of a cluster's `properties`. */
export const clusterProperties = z.looseObject({
  provisioningState: text,
  status: z.looseObject({ provisioningError: z.looseObject({ code: text, message: text }).nullish() }).nullish(),
  powerState: z.looseObject({ code: text }).nullish(),
  kubernetesVersion: text,
  currentKubernetesVersion: text,
  disableLocalAccounts: z.boolean().nullish(),
  supportPlan: text,
  networkProfile: z.looseObject({ networkPlugin: text, networkPluginMode: text }).nullish(),
  apiServerAccessProfile: z
    .looseObject({
      ...{ enablePrivateCluster: z.boolean().nullish(), disableRunCommand: z.boolean().nullish() },
      authorizedIPRanges: texts,
    })
    .nullish(),
  nodeProvisioningProfile: z.looseObject({ mode: text }).nullish(),
  agentPoolProfiles: z.array(z.looseObject({ name: z.string(), ...poolFields })).nullish(),
});

const cluster = z.looseObject({
  id: z.string(),
  location: z.string(),
  tags: textMap,
  eTag: text,
  properties: clusterProperties,
});

const pool = z.looseObject({ name: z.string(), properties: z.looseObject(poolFields) });
const clusters = z.looseObject({ value: z.array(cluster), nextLink: text });
const credentials = z.looseObject({ kubeconfigs: z.array(z.looseObject({ value: text })).nullish() });

/** The end of a command: `failed` has a reason, `succeeded` an exit code and what was printed. */
const commandResult = z.looseObject({
  properties: z.looseObject({ ...{ provisioningState: text, reason: text, logs: text }, exitCode: count }).nullish(),
});

const versions = z.looseObject({
  values: z.array(
    z.looseObject({
      version: text,
      patchVersions: z.record(z.string(), z.unknown()).nullish(),
      capabilities: z.looseObject({ supportPlan: texts }).nullish(),
    }),
  ),
});

/** The shape of a successful answer with a body, by the path of its request. */
export function shapeOf(path: string): z.ZodType {
  if (/\/managedClusters\/?$/i.test(path)) return clusters;
  if (/\/managedClusters\/[^/]+\/?$/i.test(path)) return cluster;
  if (/\/agentPools\/[^/]+\/?$/i.test(path)) return pool;
  if (/\/kubernetesVersions\/?$/i.test(path)) return versions;
  if (/\/listClusterUserCredential\/?$/i.test(path)) return credentials;
  if (/\/commandResults\/[^/]+\/?$/i.test(path)) return commandResult;
  return z.record(z.string(), z.unknown());
}
