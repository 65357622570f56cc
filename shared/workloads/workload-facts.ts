import type { Posture } from '../posture/posture.ts';
import type { LabelSelector } from './label-selector.ts';

/** Amounts of memory and CPU; null for what is not given. */
export interface ResourceAmounts {
  memoryBytes: number | null;
  /** Thousandths of a CPU. */
  milliCpu: number | null;
}

/** A container, as far as it decides the size of its pod's VM. */
export interface ContainerFacts {
  name: string;
  /** A sidecar is an init container that goes on running (`restartPolicy: Always`). */
  role: 'main' | 'init' | 'sidecar' | 'ephemeral';
  limits: ResourceAmounts;
}

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
  /** In the order of the pod, init containers first. */
  containers: ContainerFacts[];
  /** Limits of the pod itself (`spec.resources`), which overrule those of its containers. */
  podLimits: ResourceAmounts;
  /** What the pod costs beside its containers: asked for in a manifest, put there by the API server in a pod. */
  overhead: ResourceAmounts | null;
  /** Asks for a user namespace of its own (`hostUsers: false`). */
  ownUserNamespace: boolean;
  /** Names of its emptyDir volumes on disk that several containers mount. */
  sharedEmptyDirs: string[];
  /** Labels that it demands of its node; `os.name` stands here as the label of the operating system. */
  nodeSelector: Record<string, string>;
  /** What its required node affinity demands: one of these; empty for nothing. */
  nodeAffinity: LabelSelector[];
  /** False for a manifest, which no API server has seen. */
  admitted: boolean;
}

export interface RuntimeClassFacts {
  name: string;
  handler: string;
  /** Labels of the nodes that can run its pods (`scheduling.nodeSelector`). */
  nodeSelector: Record<string, string>;
  /** What the API server adds to its pods; null for nothing. */
  overhead: ResourceAmounts | null;
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
  /** Has the taint that keeps everything off its pool until that is proven. */
  quarantined: boolean;
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
  /** Null when ARM does not say which pools exist; then nothing is concluded about pools. */
  pools: { name: string; workloadRuntime: string; nodeTaints: string[] }[] | null;
  /** The last proofs of its pools, as far as somebody has asked for them. */
  proofs: PoolProof[];
}

/** What the last proof of a pool said; `provenAt` is ISO 8601. */
export type PoolProof = Pick<Posture, 'poolName' | 'verdict' | 'reason' | 'provenAt'>;

/** All facts about a cluster. A side that could not be read is null, and nothing is concluded about it. */
export interface ClusterFactsForCompliance {
  azure: AzureFacts | null;
  workloads: WorkloadFacts | null;
  /** When the facts were read (ISO 8601). */
  at: string;
}
