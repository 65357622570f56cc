import type { ManagedCluster } from '@azure/arm-containerservice';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { z } from 'zod';
import { KataproofError } from '../errors/kataproof-error.ts';
import type { ClusterPage, ManagedClusters } from '../ports/managed-clusters.ts';
import { type ArmAccess, callArm } from './arm-client.ts';
import { toClusterFacts } from './to-cluster-facts.ts';

/** Rows in a page. Resource Graph allows 1,000 ("Working with large Azure resource data sets"). */
const pageSize = 100;

const doing = 'query Azure Resource Graph: it needs the role "Reader" on the subscription';

const row = z.looseObject({
  id: z.string(),
  location: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.looseObject({ agentPoolProfiles: z.array(z.looseObject({ name: z.string() })).nullish() }),
});

/**
 * Lists clusters through Azure Resource Graph, which has its own throttling (15 queries in 5 seconds for each user;
 * Microsoft Learn, "Guidance for throttled requests in Azure Resource Graph"). Its data may be minutes old. That is
 * enough to know which clusters exist, and whoever acts on a cluster reads it from ARM first. Throws the errors of
 * callArm, and Unexpected for rows of another shape.
 */
export function createResourceGraphListing(access: ArmAccess): ManagedClusters['listClusterPage'] {
  const client = new ResourceGraphClient(access.credential, {
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
    return parsePage(await callArm(doing, (abortSignal) => client.resources(query, { abortSignal })));
  };
}

/** Ordered by id, because Resource Graph does not page reliably without an order. */
function buildQuery(resourceGroup: string | null): string {
  const inGroup =
    resourceGroup === null ? '' : ` | where resourceGroup =~ '${resourceGroup.replaceAll(/[\\']/g, '\\$&')}'`;
  return `Resources | where type =~ 'microsoft.containerservice/managedclusters'${inGroup} | project id, location, tags, properties | order by id asc`;
}

function parsePage({ data, skipToken }: { data: unknown; skipToken?: string }): ClusterPage {
  const rows = z.array(row).safeParse(data);
  if (!rows.success)
    throw new KataproofError('Unexpected', `Resource Graph gave rows of another shape: ${z.prettifyError(rows.error)}`);
  return {
    clusters: rows.data.map((cluster) => toClusterFacts(toManagedCluster(cluster))),
    continuation: skipToken ?? null,
  };
}

/**
 * In a row the resource has the shape of the REST API; the SDK's model lifts the members of `properties` to the top.
 */
function toManagedCluster({ id, location, tags, properties }: z.infer<typeof row>): ManagedCluster {
  return { ...properties, id, location, ...(tags && { tags }) } as ManagedCluster;
}
