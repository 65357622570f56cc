import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { toFailure } from '../errors/failure.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import type { ClusterAddresses } from '../ports/cluster-addresses.ts';
import type { ArmAccess } from './arm-client.ts';
import { readGivenKubeconfig } from './arm-cluster-connections.ts';

/**
 * Reads addresses out of the kubeconfigs that ARM gives, with the name that AKS itself gives to the API server: which of its
 * names resolve where people are is not to be known here. Throws NoEntraLogin, KubeconfigUnusable and the errors of callArm.
 */
export function createClusterAddresses(access: ArmAccess): ClusterAddresses {
  return {
    async readAddress(cluster) {
      const { server, certificateAuthorityData, login } = await readGivenKubeconfig(access, cluster).catch((error) => {
        throw toFailure(error).code === 'ClientCertificateOnly' ? noEntraLogin(cluster) : error;
      });
      if (login.by !== 'entra') throw noEntraLogin(cluster);
      return { server, certificateAuthorityData };
    },
  };
}

function noEntraLogin({ resourceGroup, name }: ClusterReference): KataproofError {
  const which = `--resource-group ${resourceGroup} --name ${name}`;
  return new KataproofError(
    'NoEntraLogin',
    `Nobody logs in to cluster ${name} by Entra ID, so that its kubeconfig is a secret, which this app gives nobody. Who has the rights takes it from Azure: az aks get-credentials ${which}. Or turn on Entra ID: az aks update ${which} --enable-aad --enable-azure-rbac.`,
  );
}
