import { aksServerAppId } from '../clusters/aks-server-app-id.ts';
import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { ClusterAddress } from '../ports/cluster-addresses.ts';
import type { Kubeconfig } from './answers/kubeconfig-schema.ts';

/**
 * A kubeconfig without a secret, with the names that `az aks get-credentials` gives: kubectl has kubelogin get a token of who
 * is logged in to the Azure CLI. Nothing of the kubeconfig that ARM gives is in it but the address.
 */
export function renderKubeconfig({ resourceGroup, name }: ClusterReference, address: ClusterAddress): Kubeconfig {
  const { server, certificateAuthorityData } = address;
  const user = `clusterUser_${resourceGroup}_${name}`;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, 'certificate-authority-data': certificateAuthorityData } }],
    contexts: [{ name, context: { cluster: name, user } }],
    users: [{ name: user, user: { exec } }],
  };
}

/** By the login of the Azure CLI, which pipelines have too; it asks nobody anything. */
const exec: Kubeconfig['users'][number]['user']['exec'] = {
  apiVersion: 'client.authentication.k8s.io/v1beta1',
  command: 'kubelogin',
  args: ['get-token', '--login', 'azurecli', '--server-id', aksServerAppId],
  installHint: 'kubelogin gets the token: install it (https://azure.github.io/kubelogin/install.html), and az login.',
  interactiveMode: 'Never',
  provideClusterInfo: false,
};

/** Who reaches the API server of a cluster, as a word for the header and a sentence for people. */
export function tellReach({ privateCluster, apiServer }: Pick<ClusterFacts, 'privateCluster' | 'apiServer'>): {
  word: 'public' | 'listed-addresses' | 'private';
  sentence: string;
} {
  if (privateCluster)
    return {
      word: 'private',
      sentence:
        'A private cluster: its API server answers in its virtual network, and where that and its private DNS zone are linked. From elsewhere: az aks command invoke.',
    };
  if ((apiServer?.authorizedRanges.length ?? 0) > 0)
    return { word: 'listed-addresses', sentence: 'The API server answers the addresses alone that the cluster lists.' };
  return { word: 'public', sentence: 'The API server answers everywhere.' };
}
