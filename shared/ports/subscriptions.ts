import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { NewClusterSpec } from '../clusters/new-cluster-spec.ts';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import type {
  GrantedRights,
  PolicyDenial,
  SubnetFacts,
  VcpuUsage,
  VersionOffer,
  VmSizeOffer,
} from '../preflight/azure/offers.ts';

/** A location of a subscription. */
export interface SubscriptionLocation {
  /** GUID. */
  subscriptionId: string;
  /** Such as `westeurope`. */
  location: string;
}

/**
 * What Azure says of a subscription beside its clusters, to be read before anything is made there. Nothing is written.
 * Every method throws coded errors, Forbidden where a role is missing.
 */
export interface Subscriptions {
  /** Null for a size that the location does not have. The list of sizes may be some minutes old. */
  readVmSize(place: SubscriptionLocation, vmSize: string): Promise<{ size: VmSizeOffer | null }>;
  listVcpuUsages(place: SubscriptionLocation): Promise<{ usages: VcpuUsage[] }>;
  listKubernetesVersions(place: SubscriptionLocation): Promise<{ versions: VersionOffer[] }>;
  /** Null for a subnet, a network or a group that does not exist. `id` is an ARM id. */
  readSubnet(id: string): Promise<{ subnet: SubnetFacts | null }>;
  /** What this app's identity may do with a resource, by its ARM id. Deny assignments are not told. */
  listRights(id: string): Promise<{ rights: GrantedRights[] }>;
  /** Which assignments of Azure Policy would deny this pool. */
  listPolicyDenials(
    cluster: ClusterReference,
    facts: ClusterFacts,
    pool: PoolSpec,
  ): Promise<{ denials: PolicyDenial[] }>;
  /** Which assignments of Azure Policy would deny a cluster that is not there yet, or this pool in it. */
  listNewClusterDenials(
    cluster: ClusterReference,
    newCluster: NewClusterSpec,
    pool: PoolSpec,
  ): Promise<{ denials: PolicyDenial[] }>;
}
