import type { ManagedCluster, ManagedClusterAgentPoolProfile } from '@azure/arm-containerservice';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { z } from 'zod';
import { roleNames } from '../clusters/role-names.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import { boundAzureClient } from '../outbound/bound-azure-client.ts';
import { armLimits } from '../outbound/limits.ts';
import { asRecord } from '../plain/as-record.ts';
import type { ClusterPage, ManagedClusters } from '../ports/managed-clusters.ts';
import { type ArmAccess, callArm } from './arm-client.ts';
import { clusterProperties } from './arm-shapes.ts';
import { checkNext } from './list-continuation.ts';
import { toClusterFacts } from './to-cluster-facts.ts';

/** Rows in a page. Resource Graph allows 1,000 ("Working with large Azure resource data sets"). */
const pageSize = 100;

const doing = `query Azure Resource Graph: it needs the role "${roleNames.fleetQuery}" on the subscription`;

const row = z.looseObject({
  id: z.string(),
  location: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: clusterProperties,
});

const answer = z.looseObject({ data: z.array(row), skipToken: z.string().nullish() });

/**
 * Lists clusters through Azure Resource Graph, which has its own throttling (15 queries in 5 seconds for each user;
 * Microsoft Learn, "Guidance for throttled requests in Azure Resource Graph"). Its data may be minutes old. That is
 * enough to know which clusters exist, and whoever acts on a cluster reads it from ARM first. Throws the errors of
 * callArm, and MalformedAnswer for rows of another shape.
 */
export function createResourceGraphListing(access: ArmAccess): ManagedClusters['listClusterPage'] {
  const client = new ResourceGraphClient(access.credential, {
    ...boundAzureClient('Azure Resource Graph', 'resource-graph', access.limits ?? armLimits),
    endpoint: access.endpoint,
    credentials: { scopes: [`${access.audience}/.default`] },
    retryOptions: { maxRetries: 0 },
  });
  return async ({ subscriptionId, resourceGroup, continuation }) => {
    const query = {
      subscriptions: [subscriptionId],
      query: buildQuery(resourceGroup),
      options: {
        resultFormat: 'objectArray' as const,
        top: pageSize,
        ...(continuation !== null && { skipToken: continuation }),
      },
    };
    const page = await callArm(doing, (abortSignal) => client.resources(query, { abortSignal }));
    return parsePage(page, continuation);
  };
}

/** Ordered by id, because Resource Graph does not page reliably without an order. */
function buildQuery(resourceGroup: string | null): string {
  const inGroup =
    resourceGroup === null ? '' : ` | where resourceGroup =~ '${resourceGroup.replaceAll(/[\\']/g, '\\$&')}'`;
  return `Resources | where type =~ 'microsoft.containerservice/managedclusters'${inGroup} | project id, location, tags, properties | order by id asc`;
}

/** The SDK gives undefined for an answer that is not JSON. */
function parsePage(page: unknown, continuation: string | null): ClusterPage {
  const parsed = answer.safeParse(page);
  if (!parsed.success)
    throw new KataproofError(
      'MalformedAnswer',
      `Azure Resource Graph, or a proxy before it, answered rows of another shape: ${z.prettifyError(parsed.error)}`,
    );
  const { data, skipToken } = parsed.data;
  return {
    clusters: data.map((cluster) => toClusterFacts(toManagedCluster(cluster))),
    continuation: checkNext(skipToken || null, continuation),
  };
}

/**
 * In a row the resource has the shape of the REST API; the SDK's model lifts the members of `properties` to the top.
 */
function toManagedCluster({ id, location, tags, properties }: z.infer<typeof row>): ManagedCluster {
  const agentPoolProfiles = properties.agentPoolProfiles?.map(toModel);
  return {
    ...properties,
    ...(agentPoolProfiles && { agentPoolProfiles }),
    id,
    location,
    ...(tags && { tags }),
  } as ManagedCluster;
}

/** The SDK's model spells two names of a pool otherwise than the REST API. */
function toModel(pool: Record<string, unknown>): ManagedClusterAgentPoolProfile {
  const { enableFIPS, securityProfile, ...same } = pool;
  const { enableVTPM, ...secured } = asRecord(securityProfile);
  const model = {
    ...same,
    ...(enableFIPS !== undefined && { enableFips: enableFIPS }),
    ...(securityProfile
      ? { securityProfile: { ...secured, ...(enableVTPM !== undefined && { enableVtpm: enableVTPM }) } }
      : {}),
  };
  return model as unknown as ManagedClusterAgentPoolProfile;
}
