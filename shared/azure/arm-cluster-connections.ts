import type { TokenCredential } from '@azure/identity';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import type { ClusterConnections } from '../ports/managed-clusters.ts';
import { type ArmAccess, callArm, createArmClient } from './arm-client.ts';
import { aksServerAppId, parseKubeconfig } from './parse-kubeconfig.ts';
import { readToken } from './read-token.ts';
import { roleNames } from './role-names.ts';

/** Renew a token this long before it expires, so that it does not expire during a request. */
const renewBeforeMs = 5 * 60_000;

interface ConnectionAccess extends ArmAccess {
  /** Whether private clusters are called by their public FQDN where they have one; false when left out. */
  publicFqdn?: boolean;
  now?: () => number;
}

/**
 * Opens connections to API servers. ARM gives the cluster's kubeconfig with the address and the certificate authority.
 * On clusters with Entra ID the app's own identity gets the token, so no secret of the cluster is read; it is for the AKS
 * server app, whatever the kubeconfig says. Connections are
 * not cached here: the caller keeps what it opens. Throws ClientCertificateOnly, KubeconfigUnusable, NoIdentity and the
 * errors of callArm.
 */
export function createClusterConnections(access: ConnectionAccess): ClusterConnections {
  const now = access.now ?? Date.now;
  return {
    async openConnection(cluster) {
      const { server, certificateAuthorityData, login } = parseKubeconfig(await readKubeconfig(access, cluster));
      const readToken =
        login.by === 'token'
          ? async () => login.token
          : createTokenSource(access.credential, `${aksServerAppId}/.default`, now);
      return { server, certificateAuthorityData, readToken };
    },
  };
}

/**
 * A private cluster's kubeconfig names its private FQDN, which only resolves where its private DNS zone is linked. The
 * public FQDN beside it must be asked for (Microsoft Learn, "Create a private AKS cluster"); a cluster without one
 * refuses that, and is then called by the name that it has.
 */
async function readKubeconfig(access: ConnectionAccess, cluster: ClusterReference): Promise<string> {
  if (!access.publicFqdn) return readCredentials(access, cluster, {});
  return readCredentials(access, cluster, { serverFqdn: 'public' }).catch((error: unknown) => {
    if (!(error instanceof KataproofError && error.httpStatus === 400)) throw error;
    return readCredentials(access, cluster, {});
  });
}

async function readCredentials(
  access: ArmAccess,
  cluster: ClusterReference,
  name: { serverFqdn?: 'public' },
): Promise<string> {
  const { managedClusters } = createArmClient(access, cluster.subscriptionId);
  const doing = `read the user credentials of cluster ${cluster.name}: it needs the role "${roleNames.verifier}" or "${roleNames.provisioner}" on it`;
  const { kubeconfigs } = await callArm(doing, (abortSignal) =>
    managedClusters.listClusterUserCredentials(cluster.resourceGroup, cluster.name, {
      ...name,
      format: 'exec',
      abortSignal,
    }),
  );
  // The SDK has decoded the base64 already.
  const kubeconfig = kubeconfigs?.[0]?.value;
  if (!kubeconfig)
    throw new KataproofError('KubeconfigUnusable', `Azure gave no kubeconfig for cluster ${cluster.name}.`);
  return Buffer.from(kubeconfig).toString('utf8');
}

/** Caches a token until shortly before it expires, because some credentials start a process for each token. */
function createTokenSource(credential: TokenCredential, scope: string, now: () => number): () => Promise<string> {
  let kept: { token: string; expiresOnTimestamp: number } | null = null;
  return async () => {
    if (!kept || kept.expiresOnTimestamp - renewBeforeMs <= now())
      kept = await readToken(credential, scope, 'get a token for the cluster');
    return kept.token;
  };
}
