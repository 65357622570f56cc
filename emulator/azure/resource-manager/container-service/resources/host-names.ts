import type { ManagedCluster } from './managed-cluster.ts';

/** The names of a cluster's API server. */
export interface HostNames {
  /** Resolves inside the cluster's virtual network only; null for a cluster that is not private. */
  private: string | null;
  /** Null for a private cluster without a public FQDN. */
  public: string | null;
}

/**
 * Returns the names of a cluster's API server. A private cluster has a public FQDN beside the private one unless it is
 * made without (Microsoft Learn, "Create a private AKS cluster", "Disable a public FQDN").
 */
export function hostNames({ properties, name, hostId, location }: ManagedCluster): HostNames {
  const host = `${properties.dnsPrefix ?? name}-${hostId}`;
  const access = properties.apiServerAccessProfile;
  const isPrivate = access?.enablePrivateCluster === true;
  return {
    private: isPrivate ? `${host}.privatelink.${location}.azmk8s.io` : null,
    public: isPrivate && access.enablePrivateClusterPublicFQDN === false ? null : `${host}.hcp.${location}.azmk8s.io`,
  };
}
