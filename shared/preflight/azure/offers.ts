/** A VM size, as Azure's list of resource SKUs describes it for one subscription and location. */
export interface VmSizeOffer {
  name: string;
  /** The name of its quota. */
  family: string;
  /** Null where the list does not say. */
  vcpus: number | null;
  /** `V1`, `V2`; empty where the list does not say. */
  hyperVGenerations: string[];
  /** `x64`, `Arm64`; null where the list does not say. */
  architecture: string | null;
  /** `SNP`, `TDX` or `SGX`; null for a size that is not confidential. */
  confidential: string | null;
  /** Null where the list does not say, which is the rule for all but new sizes. */
  nestedVirtualization: boolean | null;
  /** Zones of the location that have the size. */
  zones: string[];
  /** Zones in which this subscription may not use it. */
  closedZones: string[];
  /** Why this subscription may not use it in the location at all, such as `NotAvailableForSubscription`; else null. */
  closed: string | null;
}

/** vCPUs in use in a location and their limit, of a family of sizes or (`cores`) of all. */
export interface VcpuUsage {
  name: string;
  used: number;
  limit: number;
}

/** A minor version of Kubernetes that AKS offers in a location. */
export interface VersionOffer {
  /** Such as `1.35`. */
  minor: string;
  patches: string[];
  /** `KubernetesOfficial`, `AKSLongTermSupport`. */
  plans: string[];
  preview: boolean;
}

/** A subnet, as far as nodes and pods need to know it. */
export interface SubnetFacts {
  id: string;
  /** In CIDR notation. */
  prefixes: string[];
  /** Addresses that something has already. */
  used: number;
  /** Services that the subnet is delegated to, such as `Microsoft.ContainerService/managedClusters`. */
  delegations: string[];
}

/** What one role assignment lets an identity do; `*` stands for any text. */
export interface GrantedRights {
  actions: string[];
  notActions: string[];
}

/** An assignment of Azure Policy that would deny a resource. */
export interface PolicyDenial {
  /** Name of the assignment, the last part of its id. */
  assignment: string;
  /** What it looks at, as Azure tells it; empty where it does not. */
  reason: string;
}
