import type { ClusterEndpoint } from '../../../../seams/kubernetes-clusters.ts';
import { aksServerAppId, localAccount as localAccountUser } from '../../../../seams/token-authority.ts';
import { aksError } from '../../protocol/arm-error.ts';
import type { Route } from '../../protocol/match-route.ts';
import { rateLimits } from '../../protocol/rate-limits.ts';
import { type ContainerService, clusterPattern, requireCluster } from '../container-service.ts';
import { hostNames } from '../resources/host-names.ts';
import type { ManagedCluster } from '../resources/managed-cluster.ts';
import { entraKubeconfig, localAccountKubeconfig } from './build-kubeconfig.ts';

/** The lifetime of a local account's token. It is long, because the token of AKS lives as long as the cluster. */
export const localAccountLifetimeSeconds = 2 * 365 * 24 * 3600;

/**
 * Creates the routes that give out kubeconfigs. Both answer 400 when they would have to give out a disabled local
 * account.
 */
export function createCredentialRoutes(service: ContainerService): Route[] {
  return [
    {
      method: 'POST',
      pattern: `${clusterPattern}/listClusterUserCredential`,
      rateLimit: rateLimits.other,
      async handle(call) {
        const cluster = requireCluster(service, call);
        if (!cluster.properties.aadProfile) {
          assertLocalAccounts(cluster);
          return credentials(
            'clusterUser',
            await localAccount(service, cluster, 'clusterUser', await openAs(service, cluster, call)),
          );
        }
        const format = call.query.get('format') ?? 'exec';
        if (format !== 'exec' && format !== 'azure')
          throw aksError(400, 'InvalidParameter', `The value of parameter format is invalid: '${format}'.`, 'format');
        return credentials('clusterUser', entraKubeconfig(cluster, await openAs(service, cluster, call), format));
      },
    },
    {
      method: 'POST',
      pattern: `${clusterPattern}/listClusterAdminCredential`,
      rateLimit: rateLimits.other,
      async handle(call) {
        const cluster = requireCluster(service, call);
        assertLocalAccounts(cluster);
        return credentials(
          'clusterAdmin',
          await localAccount(service, cluster, 'clusterAdmin', await openAs(service, cluster, call)),
        );
      },
    },
  ];
}

/**
 * Stands for the private address that the public FQDN of a private cluster leads to. Nothing listens there, so
 * connections are refused; in Azure they mostly time out.
 */
const noWayIn = 'https://127.0.0.2:443';

/**
 * Opens the cluster's API server under the name that was asked for: `server-fqdn=public` is the public FQDN of a private
 * cluster (`az aks get-credentials --public-fqdn`). What stands for it here is the address on this machine; the private
 * FQDN is given as it is, and leads nowhere. The words of the refusal are not Azure's.
 */
async function openAs(
  service: Pick<ContainerService, 'nodes' | 'faults'>,
  cluster: ManagedCluster,
  { query }: { query: URLSearchParams },
): Promise<ClusterEndpoint> {
  const names = hostNames(cluster);
  const endpoint = await service.nodes.open(cluster);
  if (query.get('server-fqdn')?.toLowerCase() === 'public') {
    if (names.public !== null)
      return cluster.wayIn && !service.faults.noWayToApiServers ? endpoint : { ...endpoint, server: noWayIn };
    throw aksError(400, 'BadRequest', `The cluster ${cluster.name} has no public FQDN: it was made without.`);
  }
  return names.private === null ? endpoint : { ...endpoint, server: `https://${names.private}:443` };
}

/** Returns the kubeconfig of a local account. It does not check whether the cluster allows local accounts. */
export async function localAccount(
  service: Pick<ContainerService, 'tokens'>,
  cluster: ManagedCluster,
  account: 'clusterAdmin' | 'clusterUser',
  endpoint: ClusterEndpoint,
): Promise<string> {
  const { token } = await service.tokens.issueToken(aksServerAppId, localAccountLifetimeSeconds, localAccountUser);
  return localAccountKubeconfig(cluster, endpoint, account, token);
}

function assertLocalAccounts(cluster: ManagedCluster): void {
  if (cluster.properties.disableLocalAccounts)
    throw aksError(
      400,
      'BadRequest',
      "Getting static credential isn't allowed because this cluster is set to disable local accounts.",
    );
}

function credentials(name: string, kubeconfig: string) {
  return { status: 200, body: { kubeconfigs: [{ name, value: Buffer.from(kubeconfig).toString('base64') }] } };
}
