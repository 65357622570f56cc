/**
 * What a run sees of one node and its pod pair. These types are plain data: they cross the activity boundary, are
 * stored with the run and are given to auditors, so they hold no secret and no `undefined`.
 */

/** `isolated` is the only pass. Missing, stale or contradictory evidence is `inconclusive`. */
export type Verdict = 'isolated' | 'shared-kernel' | 'suspect' | 'inconclusive';

/** The sandboxed pod has the RuntimeClass under test; the ordinary pod has none and is the control. */
export type PodRole = 'sandboxed' | 'ordinary';

/** A node as its Node object shows it (`status.nodeInfo`, `status.runtimeHandlers`, labels). */
export interface NodeSnapshot {
  name: string;
  uid: string;
  /** `kubernetes.azure.com/agentpool`, or null for a node that no agent pool owns. */
  poolName: string | null;
  ready: boolean;
  unschedulable: boolean;
  /** The label `kubernetes.azure.com/kata-vm-isolation=true`, which the RuntimeClass selects. */
  kataLabel: boolean;
  /** Names in `status.runtimeHandlers` (Kubernetes 1.30 or later); the default handler is ''. */
  runtimeHandlers: string[];
  bootId: string;
  /** `nodeInfo.kernelVersion`: the full release string, as `uname -r` prints it. */
  kernelRelease: string;
  nodeImageVersion: string | null;
  osImage: string;
  containerRuntimeVersion: string;
  kubeletVersion: string;
  taints: { key: string; value: string; effect: string }[];
  /** ISO 8601, by the clock of the process that read the node. */
  readAt: string;
}

/** What the probe printed inside a pod, parsed. Null: this kernel does not offer the value. */
export interface KernelReport {
  kernelRelease: string;
  /** `/proc/version`, whole. */
  kernelBuild: string;
  bootId: string | null;
  commandLine: string | null;
  dmiVendor: string | null;
  dmiProduct: string | null;
  memoryKiB: number | null;
  cpus: number | null;
  uptimeSeconds: number | null;
  networkInterfaces: string[];
  visibleProcesses: number | null;
}

/** How a report left the pod. */
export type ReportChannel = 'termination-message' | 'log';

/** "No evidence" is a value with a reason, so that nobody mistakes it for a report. */
export type ReportOutcome =
  | { outcome: 'report'; channel: ReportChannel; report: KernelReport }
  | { outcome: 'no-evidence'; reason: string };

/** How surely a live pod, and so its report, is the one that we asked for. The texts name what was changed, no values. */
export interface PodBinding {
  /** What differs from the pod that we asked for and could forge a report. Empty: nothing. */
  differences: string[];
  /** What admission changed without touching the report, such as a mirrored image. */
  remarks: string[];
  /** Names of other pods that carry the label of our Job. Somebody else made them. */
  strangers: string[];
  /** Why the RuntimeClass under test is not known to have led the pod to its handler; null when it is. */
  runtimeClassDoubt: string | null;
  /** The digest of the image that ran, e.g. `sha256:…`; null when the kubelet does not tell one. */
  imageDigest: string | null;
}

/** A pod of the pair as it really ran: the live object, not the manifest that we sent. */
export interface PodObservation {
  role: PodRole;
  podName: string;
  podUid: string;
  nodeName: string | null;
  runtimeClassName: string | null;
  /** The handler of that RuntimeClass as read from the cluster; null when there is no such class. */
  runtimeHandler: string | null;
  /**
   * Sum of the live limits of the pod's containers, which decides the size of a Kata VM. An admission webhook may have
   * changed our limits or injected containers.
   */
  memoryLimitKiB: number | null;
  cpuLimit: number | null;
  /** Null when the pod was not compared with the one that we asked for, as by versions that did not compare. */
  binding: PodBinding | null;
  evidence: ReportOutcome;
}

/** Everything that a verdict about one node is based on: the node before and after, and both pods. */
export interface NodeEvidence {
  nodeName: string;
  before: NodeSnapshot | null;
  after: NodeSnapshot | null;
  sandboxed: PodObservation | null;
  ordinary: PodObservation | null;
  /** Why the pods gave no reports (text of an Event, admission message, deadline), or null when they did. */
  failure: { code: string; message: string } | null;
}

/** `unknown`: the facts for the check are missing. */
export type CheckState = 'passed' | 'failed' | 'unknown';

/** One check, in the order in which the checks are made. */
export interface Check {
  /** Stable id, e.g. `control-boot-id`. */
  id: string;
  state: CheckState;
  expected: string;
  seen: string;
}

/** The verdict about one node, with the checks that led to it. */
export interface NodeVerdict {
  nodeName: string;
  verdict: Verdict;
  /** One sentence that a person can act on. */
  reason: string;
  checks: Check[];
  /** Observations that support or explain the verdict but never change it. */
  notes: string[];
}

/** The verdict about a pool, with its coverage when the run ended. */
export interface PoolVerdict {
  verdict: Verdict;
  reason: string;
  /** Nodes that are registered in the cluster, and those that Azure counts and that are not; null when nobody looked. */
  nodesPresent: number | null;
  nodesProven: number;
  /** An operation on the pool was under way by then: its kernels may be others soon. */
  changing: boolean;
  /** The pool keeps everything off (`quarantineTaint`), as ARM says; left out where it does not, or does not say. */
  quarantined?: boolean;
}
