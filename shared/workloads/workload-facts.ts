/** What the rules need to know of a pod. No environment, no annotations, no images, nothing of what it logs. */
export interface PodFacts {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  /** The controller that made it, as its ownerReferences name it, or null for a pod that nobody owns. */
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
  /** Paths of the node that its hostPath volumes name. */
  hostPaths: string[];
  /** Containers, of whatever kind, with `privileged: true`. */
  privilegedContainers: string[];
  /** Block devices (`volumeDevices`), resources of device plugins and claims of devices, as their names. */
  devices: string[];
  /** Containers that mount a part of a volume (`subPath`, `subPathExpr`). */
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

export interface NodeFacts {
  name: string;
  /** Null for nodes that node auto-provisioning made. */
  poolName: string | null;
  /** The labels with which AKS marks Kata nodes, of whatever age, where they are `true`. */
  kataLabels: string[];
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

/** All that was seen of a cluster. A side that could not be seen is null: nothing is said of it, good or bad. */
export interface ClusterFactsForCompliance {
  azure: AzureFacts | null;
  workloads: WorkloadFacts | null;
  /** When it was seen (ISO 8601). */
  at: string;
}
