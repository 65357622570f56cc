import { z } from 'zod';
import type { Authorizer } from '../authorization/create-authorizer.ts';
import type { ContainerService } from '../container-service/container-service.ts';
import { renderManagedCluster } from '../container-service/resources/render-managed-cluster.ts';
import { ArmError } from '../protocol/arm-error.ts';
import type { Route } from '../protocol/match-route.ts';
import { rateLimits } from '../protocol/rate-limits.ts';

const requestBody = z.looseObject({
  subscriptions: z.array(z.guid()).min(1),
  query: z.string().min(1),
  options: z
    .looseObject({
      $top: z.int().min(1).max(1000).optional(),
      $skipToken: z.string().optional(),
      resultFormat: z.enum(['objectArray', 'table']).optional(),
    })
    .optional(),
});

/**
 * The one query that the emulator understands: AKS clusters, optionally of one resource group, ordered by id. It has no
 * other Kusto.
 */
const clusterQuery =
  /^Resources \| where type =~ 'microsoft\.containerservice\/managedclusters'(?: \| where resourceGroup =~ '([^'\\]+)')? \| project id, location, tags, properties \| order by id asc$/i;

/** Rows are those of resources that the caller may read (Microsoft Learn, "Permissions in Azure Resource Graph"). */
const readCluster = 'Microsoft.ContainerService/managedClusters/read';

/** Creates the route of Azure Resource Graph, `POST /providers/Microsoft.ResourceGraph/resources`. */
export function createResourceGraphRoutes(
  service: Pick<ContainerService, 'clusters' | 'pageSize'> & Pick<Authorizer, 'mayRead'>,
): Route[] {
  return [
    {
      method: 'POST',
      pattern: '/providers/Microsoft.ResourceGraph/resources',
      rateLimit: rateLimits.queryResourceGraph,
      handle(call) {
        const body = parseRequest(call.body);
        const group = parseQuery(body.query);
        const subscriptions = body.subscriptions.map((id) => id.toLowerCase());
        const rows = [...service.clusters.values()]
          .filter((cluster) => subscriptions.includes(cluster.subscriptionId.toLowerCase()))
          .filter((cluster) => group === null || cluster.resourceGroup.toLowerCase() === group.toLowerCase())
          .map((cluster) => toRow(renderManagedCluster(cluster, 'resourceGroups') as Record<string, unknown>))
          .filter(({ id }) => service.mayRead(readCluster, String(id)))
          .sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
        const start = parseSkipToken(body.options?.$skipToken);
        const end = start + Math.min(body.options?.$top ?? 1000, service.pageSize);
        const data = rows.slice(start, end);
        const more = end < rows.length && { $skipToken: Buffer.from(String(end)).toString('base64url') };
        const counts = { totalRecords: rows.length, count: data.length, resultTruncated: 'false' };
        return { status: 200, body: { ...counts, ...more, data, facets: [] } };
      },
    },
  ];
}

function toRow({ id, location, tags, properties }: Record<string, unknown>): Record<string, unknown> {
  return { id, location, tags, properties };
}

function parseRequest(body: unknown): z.infer<typeof requestBody> {
  const parsed = requestBody.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ArmError(400, 'BadRequest', `Please provide below info: ${z.prettifyError(parsed.error)}`);
}

function parseQuery(query: string): string | null {
  const match = clusterQuery.exec(query);
  if (match) return match[1] ?? null;
  throw new ArmError(501, 'NotEmulated', 'Of Resource Graph one query is emulated: AKS clusters, ordered by id.');
}

function parseSkipToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const start = Number(Buffer.from(token, 'base64url').toString());
  if (Number.isSafeInteger(start) && start > 0) return start;
  throw new ArmError(400, 'BadRequest', 'The $skipToken is not valid.');
}
