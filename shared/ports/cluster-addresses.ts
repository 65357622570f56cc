import type { ClusterReference } from '../clusters/cluster-reference.ts';

/** Where a cluster's API server is. Everybody may know it who may know of the cluster. */
export interface ClusterAddress {
  /** https URL. */
  server: string;
  /** Base64 of PEM certificates. */
  certificateAuthorityData: string;
}

/** Throws coded errors. */
export interface ClusterAddresses {
  /**
   * The address of a cluster to which people log in by Entra ID; no secret is read. Throws NoEntraLogin where whoever logs in
   * needs a secret of the kubeconfig.
   */
  readAddress(cluster: ClusterReference): Promise<ClusterAddress>;
}
