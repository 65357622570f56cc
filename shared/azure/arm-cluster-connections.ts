import { lookup } from 'node:dns/promises';
import type { TokenCredential } from '@azure/identity';
import { aksServerAppId } from '../clusters/aks-server-app-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { roleNames } from '../clusters/role-names.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import { isUnresolvedCode } from '../errors/network-code.ts';
import { lookupTimeoutMs } from '../outbound/limits.ts';
import { withinTime } from '../outbound/within-time.ts';
import { asRecord } from '../plain/as-record.ts';
import type { ClusterConnections, ClusterReach } from '../ports/managed-clusters.ts';
import { type ArmAccess, callArm, createArmClient } from './arm-client.ts';
import { type ParsedKubeconfig, parseKubeconfig } from './parse-kubeconfig.ts';
import { readToken } from './read-token.ts';
import { readClaims } from './token-claims.ts';

/** Renew a token this long before it expires, so that it does not expire during a request. */
const renewBeforeMs = 5 * 60_000;

interface ConnectionAccess extends ArmAccess {
  /**
   * Whether clusters are called by their public FQDN where they have one. When left out or false, only private clusters
   * are whose private FQDN does not resolve here.
   */
  publicFqdn?: boolean;
  /** Whether a host's name has an address here; asks the resolver when left out. */
  resolves?: (host: string) => Promise<boolean>;
  now?: () => number;
}

/**
 * Opens connections to API servers. ARM gives the cluster's kubeconfig with the address and the certificate authority.
 * On clusters with Entra ID the app's own identity gets the token, so no secret of the cluster is read; it is for the AKS
 * server app, whatever the kubeconfig says. Connections are
 * not cached here: the caller keeps what it opens. Throws ClientCertificateOnly, KubeconfigUnusable, NoIdentity and the
 * errors of callArm; reading a token throws OtherTenant where the cluster would not accept it.
 */
export function createClusterConnections(access: ConnectionAccess): ClusterConnections {
  const now = access.now ?? Date.now;
  return {
    async openConnection(cluster) {
      const { kubeconfig, reach } = await findWay(access, cluster);
      const { server, certificateAuthorityData, login } = kubeconfig;
      const readToken =
        login.by === 'token' ? async () => login.token : createEntraLogin({ ...access, now }, cluster, login.tenantId);
      return { server, reach, certificateAuthorityData, readToken };
    },
  };
}

/**
 * Creates what gives tokens of this app for a cluster with Entra ID; they are kept until shortly before they expire. Reading
 * one throws OtherTenant where the cluster would not accept it.
 */
export function createEntraLogin(
  { credential, now }: Pick<ArmAccess, 'credential'> & { now: () => number },
  cluster: ClusterReference,
  tenantId: string | null,
): () => Promise<string> {
  return createTokenSource(credential, now, (token) => refuseOtherTenant(token, tenantId, cluster));
}

/** The cluster's kubeconfig as AKS gives it to anybody. Throws the errors of parseKubeconfig and callArm. */
export async function readGivenKubeconfig(access: ArmAccess, cluster: ClusterReference): Promise<ParsedKubeconfig> {
  return parseKubeconfig(await readCredentials(access, cluster, {}));
}

interface Way {
  kubeconfig: ParsedKubeconfig;
  reach: ClusterReach;
}

/**
 * The kubeconfig with a name of the API server that leads somewhere from here. That of a private cluster names its private
 * FQDN, which only resolves where its private DNS zone is linked (never in the node group of AKS Automatic, which is
 * locked). The public FQDN beside it must be asked for (Microsoft Learn, "Create a private AKS cluster"); it leads to the
 * same address.
 */
async function findWay(access: ConnectionAccess, cluster: ClusterReference): Promise<Way> {
  if (access.publicFqdn) {
    const named = await readPublicName(access, cluster);
    return named ? { kubeconfig: named, reach: 'unknown' } : readGivenName(access, cluster);
  }
  const given = await readGivenName(access, cluster);
  const { resolves = hasAddress } = access;
  if (given.reach === 'public' || (await resolves(new URL(given.kubeconfig.server).hostname))) return given;
  const named = await readPublicName(access, cluster);
  return named ? { kubeconfig: named, reach: 'public-name-of-private' } : given;
}

/** Private FQDNs are of a zone `privatelink.<region>.azmk8s.io`, or `private.…` with API Server VNet Integration. */
async function readGivenName(access: ArmAccess, cluster: ClusterReference): Promise<Way> {
  const kubeconfig = await readGivenKubeconfig(access, cluster);
  const isPrivate = /\.private(link)?\./i.test(new URL(kubeconfig.server).hostname);
  return { kubeconfig, reach: isPrivate ? 'private-name' : 'public' };
}

/** Null for a cluster that has no public FQDN: AKS refuses to give what is not there. */
async function readPublicName(access: ArmAccess, cluster: ClusterReference): Promise<ParsedKubeconfig | null> {
  try {
    return parseKubeconfig(await readCredentials(access, cluster, { serverFqdn: 'public' }));
  } catch (error) {
    if (!(error instanceof KataproofError && error.httpStatus === 400)) throw error;
    return null;
  }
}

/** False when the resolver gives no address now. A slow one says nothing. */
async function hasAddress(host: string): Promise<boolean> {
  try {
    await withinTime(lookupTimeoutMs, () => lookup(host));
    return true;
  } catch (error) {
    return !isUnresolvedCode(asRecord(error)['code']);
  }
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

/**
 * A managed identity gets tokens of its own tenant alone, and Azure Lighthouse lends rights in Resource Manager but none in
 * clusters ("Use Azure RBAC for Kubernetes authorization", prerequisites; "Azure Lighthouse", role support). Such a cluster
 * would answer 401, which says nothing of the reason.
 */
function refuseOtherTenant(token: string, tenantId: string | null, { name }: ClusterReference): void {
  const own = readClaims(token).tid?.toLowerCase();
  if (tenantId === null || own === undefined || own === tenantId) return;
  throw new KataproofError(
    'OtherTenant',
    `Cluster ${name} belongs to Entra tenant ${tenantId}, and this app's identity to ${own}. A cluster of another tenant is not supported: deploy the app in the cluster's tenant too.`,
  );
}

/**
 * Caches a token until shortly before it expires, because some credentials start a process for each token. What `check`
 * throws for a token, the source throws.
 */
function createTokenSource(
  credential: TokenCredential,
  now: () => number,
  check: (token: string) => void,
): () => Promise<string> {
  let kept: { token: string; expiresOnTimestamp: number } | null = null;
  return async () => {
    if (!kept || kept.expiresOnTimestamp - renewBeforeMs <= now()) {
      const token = await readToken(credential, `${aksServerAppId}/.default`, 'get a token for the cluster');
      check(token.token);
      kept = token;
    }
    return kept.token;
  };
}
