import { stringify } from 'yaml';
import type { ClusterEndpoint } from '../../../../seams/kubernetes-clusters.ts';
import { aksServerAppId } from '../../../../seams/token-authority.ts';
import { tenantId } from '../../../identity/principals.ts';

/** The app id of the public client with which `kubelogin` signs users in. */
const aksClientAppId = '80faf920-1908-4b52-b5ef-a8e7bedfc67a';

interface Named {
  resourceGroup: string;
  name: string;
}

interface WithEntra extends Named {
  properties: { aadProfile?: { tenantID?: string | undefined } | undefined };
}

/**
 * Returns the kubeconfig that users of a cluster with Entra get. It holds no secret, but says how to get a token. The
 * format `exec` needs kubelogin on the PATH.
 */
export function entraKubeconfig(cluster: WithEntra, endpoint: ClusterEndpoint, format: 'exec' | 'azure'): string {
  const clusterTenant = cluster.properties.aadProfile?.tenantID ?? tenantId;
  const exec = {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      command: 'kubelogin',
      args: [
        'get-token',
        '--environment',
        'AzurePublicCloud',
        '--server-id',
        aksServerAppId,
        '--client-id',
        aksClientAppId,
        '--tenant-id',
        clusterTenant,
        '--login',
        'devicecode',
      ],
      installHint: '\nkubelogin is not installed which is required to connect to AAD enabled cluster.\n',
      provideClusterInfo: false,
      env: null,
    },
  };
  const azure = {
    'auth-provider': {
      name: 'azure',
      config: {
        'apiserver-id': aksServerAppId,
        'client-id': aksClientAppId,
        'config-mode': '1',
        environment: 'AzurePublicCloud',
        'tenant-id': clusterTenant,
      },
    },
  };
  return kubeconfig(cluster, endpoint, 'clusterUser', format === 'exec' ? exec : azure);
}

/**
 * Returns the kubeconfig of a local account. Whoever holds it is a cluster administrator. The context has the cluster's
 * name, because Azure's CLI appends `-admin` itself.
 */
export function localAccountKubeconfig(
  cluster: Named,
  endpoint: ClusterEndpoint,
  account: 'clusterAdmin' | 'clusterUser',
  token: string,
): string {
  return kubeconfig(cluster, endpoint, account, { token });
}

function kubeconfig(cluster: Named, endpoint: ClusterEndpoint, account: string, user: object): string {
  const userName = `${account}_${cluster.resourceGroup}_${cluster.name}`;
  return stringify({
    apiVersion: 'v1',
    clusters: [
      {
        cluster: {
          'certificate-authority-data': endpoint.certificateAuthorityData,
          server: endpoint.server,
        },
        name: cluster.name,
      },
    ],
    contexts: [{ context: { cluster: cluster.name, user: userName }, name: cluster.name }],
    'current-context': cluster.name,
    kind: 'Config',
    preferences: {},
    users: [{ name: userName, user }],
  });
}
