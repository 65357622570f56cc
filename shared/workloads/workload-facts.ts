/** What the rules need to know of a pod: no environment, no annotations, no images, no logs. */
export interface PodFacts {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  /** The controller in its ownerReferences; null for a pod without a controller. */
  controller: { kind: string; name: string } | null;
  /** ISO 8601. */
  createdAt: string;
  /** Succeeded or Failed: none of its containers will run again. */
  finished: boolean;
  nodeName: string | null;
  runtimeClassName: string | null;
  hostNetwork: boolean;
  hostPid: boolean;
  hostIpc: boolean;
  /** Paths of the node in its hostPath volumes. */
  hostPaths: string[];
  /** Names of its containers, init and ephemeral ones included, with `privileged: true`. */
  privilegedContainers: string[];
  /** Block devices (`volumeDevices`), resources of device plugins and resource claims. */
  devices: string[];
  /** Names of its containers that mount a part of a volume (`subPath`, `subPathExpr`). */
  subPathContainers: string[];
}

export interface RuntimeClassFacts {
  name: string;
  handler: string;
}

export interface NamespaceFacts {
  name: string;
  labels: Record<string, string>;
}

/** What the rules need to know of a node. */
export interface NodeFacts {
  name: string;
  /** Null for nodes that node auto-provisioning created. */
  poolName: string | null;
  /** AKS's Kata labels, present or of a preview, that are `true` on the node. */
  kataLabels: string[];
  /** Names in `status.runtimeHandlers` (Kubernetes 1.30 or later). */
  runtimeHandlers: string[];
  /** E.g. `AKSAzureLinux-V3katagen2-202608.20.0`. */
  nodeImageVersion: string | null;
}

/** What a cluster's own API server shows. */
export interface WorkloadFacts {
  pods: PodFacts[];
  runtimeClasses: RuntimeClassFacts[];
  namespaces: NamespaceFacts[];
  nodes: NodeFacts[];
}

/** What Azure Resource Manager shows. */
export interface AzureFacts {
  localAccountsDisabled: boolean;
  /** Null when it does not tell them: nothing is said of pools then. */
  pools: { name: string; workloadRuntime: string }[] | null;
}

/** All facts about a cluster. A side that could not be read is null, and nothing is concluded about it. */
export interface ClusterFactsForCompliance {
  azure: AzureFacts | null;
  workloads: WorkloadFacts | null;
  /** When the facts were read (ISO 8601). */
  at: string;
}
