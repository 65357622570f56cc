import { z } from 'zod';
import { agentPoolProperties, parseAksBody } from './agent-pool-schema.ts';

const properties = z.looseObject({
  kubernetesVersion: z.string().optional(),
  dnsPrefix: z.string().optional(),
  nodeResourceGroup: z.string().optional(),
  enableRBAC: z.boolean().optional(),
  disableLocalAccounts: z.boolean().optional(),
  aadProfile: z
    .looseObject({
      managed: z.boolean().optional(),
      enableAzureRBAC: z.boolean().optional(),
      tenantID: z.string().optional(),
    })
    .optional(),
  networkProfile: z
    .looseObject({
      networkPlugin: z.string().optional(),
      networkPluginMode: z.string().optional(),
      outboundType: z.string().optional(),
    })
    .optional(),
  apiServerAccessProfile: z
    .looseObject({
      enablePrivateCluster: z.boolean().optional(),
      enablePrivateClusterPublicFQDN: z.boolean().optional(),
      privateDNSZone: z.string().optional(),
      authorizedIPRanges: z.array(z.string()).optional(),
      disableRunCommand: z.boolean().optional(),
    })
    .optional(),
});

const body = z.looseObject({
  location: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  sku: z.looseObject({ name: z.string().optional(), tier: z.string().optional() }).optional(),
  identity: z.looseObject({ type: z.string().optional() }).optional(),
  properties: properties
    .extend({ agentPoolProfiles: z.array(agentPoolProperties.extend({ name: z.string() })).optional() })
    .optional(),
});

export type ManagedClusterProperties = z.infer<typeof properties>;
export type ManagedClusterBody = z.infer<typeof body>;

/** Parses the body of a cluster PUT. Throws AKS's 400 `UnmarshalError` for a body of the wrong shape. */
export function parseManagedClusterBody(input: unknown): ManagedClusterBody {
  return parseAksBody(body, input);
}

/** Parses the body of a cluster PATCH, which can change only tags. Throws AKS's 400 `UnmarshalError`. */
export function parseTagsBody(input: unknown): Record<string, string> {
  return parseAksBody(z.looseObject({ tags: z.record(z.string(), z.string()).optional() }), input).tags ?? {};
}
