import { z } from 'zod';
import { aksError } from '../../protocol/arm-error.ts';

const kubeletConfig = z.looseObject({
  ...{ cpuManagerPolicy: z.string().optional(), topologyManagerPolicy: z.string().optional() },
  ...{ imageGcHighThreshold: z.int().optional(), imageGcLowThreshold: z.int().optional() },
  ...{ failSwapOn: z.boolean().optional(), podMaxPids: z.int().optional() },
});

const portRange = z.looseObject({ portStart: z.int().optional(), portEnd: z.int().optional() });

/**
 * The properties of a pool as clients send them. This schema checks types only, as AKS does when it unmarshals a body;
 * validation of the values comes later. Fields that the emulator does not know are kept and returned.
 */
export const agentPoolProperties = z.looseObject({
  count: z.int().optional(),
  vmSize: z.string().optional(),
  osType: z.string().optional(),
  osSKU: z.string().optional(),
  osDiskSizeGB: z.int().optional(),
  osDiskType: z.string().optional(),
  vnetSubnetID: z.string().optional(),
  podSubnetID: z.string().optional(),
  podIPAllocationMode: z.string().optional(),
  enableEncryptionAtHost: z.boolean().optional(),
  upgradeSettings: z
    .looseObject({
      maxSurge: z.string().optional(),
      maxUnavailable: z.string().optional(),
      drainTimeoutInMinutes: z.int().optional(),
      nodeSoakDurationInMinutes: z.int().optional(),
      undrainableNodeBehavior: z.string().optional(),
    })
    .optional(),
  workloadRuntime: z.string().optional(),
  maxPods: z.int().optional(),
  type: z.string().optional(),
  mode: z.string().optional(),
  enableAutoScaling: z.boolean().optional(),
  minCount: z.int().optional(),
  maxCount: z.int().optional(),
  orchestratorVersion: z.string().optional(),
  enableFIPS: z.boolean().optional(),
  availabilityZones: z.array(z.string()).optional(),
  nodeTaints: z.array(z.string()).optional(),
  nodeLabels: z.record(z.string(), z.string()).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  ...{
    scaleDownMode: z.string().optional(),
    scaleSetPriority: z.string().optional(),
    spotMaxPrice: z.number().optional(),
  },
  ...{ kubeletDiskType: z.string().optional(), enableUltraSSD: z.boolean().optional() },
  messageOfTheDay: z.string().optional(),
  ...{ enableNodePublicIP: z.boolean().optional(), nodePublicIPPrefixID: z.string().optional() },
  ...{ proximityPlacementGroupID: z.string().optional(), hostGroupID: z.string().optional() },
  capacityReservationGroupID: z.string().optional(),
  kubeletConfig: kubeletConfig.optional(),
  linuxOSConfig: z.looseObject({ swapFileSizeMB: z.int().optional() }).optional(),
  networkProfile: z.looseObject({ allowedHostPorts: z.array(portRange).optional() }).optional(),
  artifactStreamingProfile: z.looseObject({ enabled: z.boolean().optional() }).optional(),
  securityProfile: z
    .looseObject({ enableVTPM: z.boolean().optional(), enableSecureBoot: z.boolean().optional() })
    .optional(),
});

export type AgentPoolProperties = z.infer<typeof agentPoolProperties>;

const agentPoolBody = z.looseObject({ properties: agentPoolProperties.optional() });

/**
 * Parses the body of a pool PUT and returns its properties. Throws AKS's 400 `UnmarshalError` for a body of the wrong
 * shape.
 */
export function parseAgentPoolBody(body: unknown): AgentPoolProperties {
  return parseAksBody(agentPoolBody, body).properties ?? {};
}

/** Parses a body with a schema. Nulls count as absent, as they do in Go. Throws 400 `UnmarshalError`. */
export function parseAksBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(withoutNulls(body));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') || 'body';
  throw aksError(400, 'UnmarshalError', `UnmarshalEntity encountered error: ${field}: ${issue?.message ?? 'invalid'}`);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(entries.map(([name, field]) => [name, withoutNulls(field)]));
}
