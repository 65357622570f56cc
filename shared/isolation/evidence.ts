/**
 * What a run sees of one node and its pod pair. These shapes are plain data: they cross the activity
 * boundary, are stored with the run and are handed to auditors, so they hold no secret and no `undefined`.
 */

/** `isolated` is the only pass. Missing, stale or contradictory evidence is `inconclusive`. */
export type Verdict = 'isolated' | 'shared-kernel' | 'suspect' | 'inconclusive';

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
  /** ISO 8601, from the clock of whoever read it. */
  readAt: string;
}

/** What the probe printed inside a pod, parsed. A null is a source that this kernel does not offer. */
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

export type ReportChannel = 'termination-message' | 'log';

/** "No evidence" is a value with a reason, so that nobody mistakes it for a report. */
export type ReportOutcome =
  | { outcome: 'report'; channel: ReportChannel; report: KernelReport }
  | { outcome: 'no-evidence'; reason: string };

/** A pod of the pair as it really ran: the live object, not the manifest that we sent. */
export interface PodObservation {
  role: PodRole;
  podName: string;
  podUid: string;
  nodeName: string | null;
  runtimeClassName: string | null;
  /** Handler of that RuntimeClass as read from the cluster, or null when there is no such class. */
  runtimeHandler: string | null;
  /** The container's live limits, which size a Kata VM; an admission webhook may have changed ours. */
  memoryLimitKiB: number | null;
  cpuLimit: number | null;
  evidence: ReportOutcome;
}

export interface NodeEvidence {
  nodeName: string;
  before: NodeSnapshot | null;
  after: NodeSnapshot | null;
  sandboxed: PodObservation | null;
  ordinary: PodObservation | null;
  /** Why the pair never came to speak (event text, admission message, deadline), when it did not. */
  failure: { code: string; message: string } | null;
}

export type CheckState = 'passed' | 'failed' | 'unknown';

/** One line of the argument, in the order in which it is made. */
export interface Check {
  /** Stable id, e.g. `control-boot-id`. */
  id: string;
  state: CheckState;
  expected: string;
  seen: string;
}

export interface NodeVerdict {
  nodeName: string;
  verdict: Verdict;
  /** One sentence that a person can act on. */
  reason: string;
  checks: Check[];
  /** Supporting or explaining observations; they never overrule. */
  notes: string[];
}

export interface PoolVerdict {
  verdict: Verdict;
  reason: string;
  nodesPresent: number;
  nodesProven: number;
}
