import type { ControlId } from './control-catalogue.ts';
import type { FindingSeverity } from './finding.ts';

/** What is the same for all findings of one rule. */
export interface FindingRule {
  /** Where the facts come from: Azure Resource Manager or the cluster's own API server. */
  source: 'azure' | 'workloads';
  severity: FindingSeverity;
  /** Half a sentence that says what is wrong. */
  title: string;
  remedy: string;
  /**
   * The controls that a finding, or its absence over time, is evidence for. Evidence supports a control but is not the
   * control itself.
   */
  controls: ControlId[];
}

/** Every rule, in the order of docs/findings.md. */
export const findingRules = {
  'pod-sandbox-in-name-only': {
    source: 'workloads',
    severity: 'critical',
    title: 'pods use a RuntimeClass that is named like Kata and leads elsewhere',
    remedy:
      'Set runtimeClassName: kata-vm-isolation in the pod template, or let the class lead to the handler kata (a handler cannot be changed: delete and create the class).',
    controls: [
      'MITRE T1611',
      'MITRE M1048',
      'NIST-800-53 SC-39',
      'NIST-800-53 SI-6',
      'PCI-DSS 2.2.3',
      'PCI-DSS 11.4.5',
      'CIS-AKS 5.6',
    ],
  },
  'pod-not-sandboxed': {
    source: 'workloads',
    severity: 'high',
    title: 'pods that the policy wants sandboxed are not',
    remedy:
      'Set runtimeClassName: kata-vm-isolation in the pod template and see that a Kata pool has room for it. If it need not be sandboxed, take it out of the selectors or waive the finding.',
    controls: [
      'MITRE T1611',
      'MITRE M1048',
      'NIST-800-53 SC-39',
      'NIST-800-53 SC-4',
      'NIST-800-53 CM-6(1)',
      'PCI-DSS 2.2.3',
      'CIS-AKS 5.6',
    ],
  },
  'class-sandbox-in-name-only': {
    source: 'workloads',
    severity: 'high',
    title: 'a RuntimeClass is named like Kata and leads to another handler',
    remedy: 'Delete the class, or create it anew with the handler kata or under a name that says what it is.',
    controls: ['NIST-800-53 SC-39', 'NIST-800-53 SI-6', 'NIST-800-53 CM-6(1)', 'CIS-AKS 5.6'],
  },
  'runtime-class-absent': {
    source: 'workloads',
    severity: 'high',
    title: 'there are Kata nodes, but not the RuntimeClass that leads to them',
    remedy:
      'AKS installs the class; az aks update --resource-group <group> --name <cluster> without further arguments makes it do so again.',
    controls: ['MITRE M1048', 'NIST-800-53 SI-6', 'NIST-800-53 CM-6(1)'],
  },
  'sandbox-conflict': {
    source: 'workloads',
    severity: 'high',
    title: 'pods demand what their RuntimeClass rules out, so they are refused or never scheduled',
    remedy:
      'Take the node label, the affinity, the operating system or the overhead out of the pod template: the class brings its own selector and overhead.',
    controls: ['NIST-800-53 CM-6(1)'],
  },
  'sandbox-memory-too-low': {
    source: 'workloads',
    severity: 'high',
    title: 'sandboxed pods have a memory limit with which no VM or container starts',
    remedy:
      'Set limits.memory to what the pod needs and about 128Mi for the guest, never less than 128Mi for the whole pod; otherwise it stays in ContainerCreating.',
    controls: ['NIST-800-53 CM-6(1)'],
  },
  'sandbox-limits-missing': {
    source: 'workloads',
    severity: 'low',
    title: 'sandboxed pods have containers without limits, which decide the size of their VM',
    remedy:
      'Set limits.memory and limits.cpu in every container. The VM gets their sum, and 512Mi and 1 vCPU where there is none; it does not grow.',
    controls: ['NIST-800-53 CM-6(1)'],
  },
  'sandbox-host-path': {
    source: 'workloads',
    severity: 'high',
    title: 'sandboxed pods mount paths of their node',
    remedy: 'Use emptyDir or a persistent volume. If the path is needed, the workload does not belong in a sandbox.',
    controls: ['MITRE T1611', 'NIST-800-53 SC-39', 'NIST-800-53 SC-4', 'PCI-DSS 2.2.3', 'CIS-AKS 5.6'],
  },
  'sandbox-host-network': {
    source: 'workloads',
    severity: 'high',
    title: "sandboxed pods ask for their node's network, which Kata does not support",
    remedy: 'Remove hostNetwork from the pod template; expose ports through a Service.',
    controls: ['MITRE T1611', 'MITRE M1048', 'NIST-800-53 SC-39', 'PCI-DSS 11.4.5', 'CIS-AKS 5.6'],
  },
  'sandbox-privileged': {
    source: 'workloads',
    severity: 'medium',
    title: 'sandboxed pods have privileged containers',
    remedy:
      'Remove privileged: true and give single capabilities instead. In a sandbox it makes root of the guest, not of the node: one barrier where there were two.',
    controls: ['MITRE T1611', 'NIST-800-53 SC-39', 'NIST-800-53 CM-6(1)', 'CIS-AKS 5.6'],
  },
  'sandbox-device': {
    source: 'workloads',
    severity: 'medium',
    title: 'sandboxed pods are given devices',
    remedy: 'Run what needs a device without a sandbox, on nodes of its own. Paths below /dev are those of the guest.',
    controls: ['MITRE T1611', 'NIST-800-53 SC-39', 'NIST-800-53 SC-4'],
  },
  'sandbox-host-processes': {
    source: 'workloads',
    severity: 'low',
    title: "sandboxed pods ask for their node's processes or IPC, which mean nothing inside a sandbox",
    remedy: 'Remove hostPID and hostIPC from the pod template: what needs them cannot work in a sandbox.',
    controls: ['NIST-800-53 SC-39', 'NIST-800-53 CM-6(1)'],
  },
  'sandbox-sub-path': {
    source: 'workloads',
    severity: 'info',
    title: 'sandboxed pods mount parts of volumes (subPath), which Kata has had limits with',
    remedy: 'Nothing has to be done while the workload works; mount whole volumes where it does not.',
    controls: ['NIST-800-53 CM-6(1)'],
  },
  'sandbox-user-namespace': {
    source: 'workloads',
    severity: 'medium',
    title: "sandboxed pods ask for a user namespace, which Kata's handler does not offer",
    remedy:
      'Remove hostUsers: false from the pod template: the kubelet refuses it where the handler has no such support.',
    controls: ['NIST-800-53 CM-6(1)'],
  },
  'sandbox-shared-empty-dir': {
    source: 'workloads',
    severity: 'info',
    title:
      'containers of sandboxed pods share an emptyDir, which some node images keep on the node and not in the guest',
    remedy:
      'Nothing has to be done for files. Unix sockets between containers do not work through it since Kata 3.32 (node image 202608.14.0): use medium: Memory or localhost.',
    controls: ['NIST-800-53 CM-6(1)'],
  },
  'pod-on-old-class': {
    source: 'workloads',
    severity: 'medium',
    title: 'pods use a RuntimeClass of a preview',
    remedy:
      'Set runtimeClassName: kata-vm-isolation in the pod template, on a pool with workloadRuntime KataVmIsolation.',
    controls: ['NIST-800-53 CM-6(1)', 'NIST-800-53 CA-7'],
  },
  'old-pool-runtime': {
    source: 'azure',
    severity: 'medium',
    title: 'a node pool has the workload runtime of a preview',
    remedy: 'Add a pool with workloadRuntime KataVmIsolation, move its workloads there and delete the old pool.',
    controls: ['NIST-800-53 CM-6(1)', 'NIST-800-53 CA-7'],
  },
  'old-node-label': {
    source: 'workloads',
    severity: 'low',
    title: 'nodes carry the Kata label of a preview only',
    remedy:
      'Pods of kata-vm-isolation cannot be scheduled there. Add a pool with workloadRuntime KataVmIsolation and delete the old one.',
    controls: ['NIST-800-53 CM-6(1)'],
  },
  'old-runtime-class': {
    source: 'workloads',
    severity: 'info',
    title: 'the RuntimeClass of a preview is still there',
    remedy: 'Move its pods to kata-vm-isolation. Where AKS keeps the class, AKS removes it.',
    controls: ['NIST-800-53 CM-6(1)'],
  },
  'class-of-upstream-kata': {
    source: 'workloads',
    severity: 'info',
    title: "a RuntimeClass leads to Kata Containers that somebody has installed, not to AKS's own",
    remedy:
      'Nothing has to be done if that is meant: it is a sandbox. AKS neither ships nor patches it, and Kataproof proves only pools of AKS Pod Sandboxing; kata-vm-isolation leads there.',
    controls: ['NIST-800-53 CM-6(1)', 'NIST-800-53 CA-7'],
  },
  'node-images-differ': {
    source: 'workloads',
    severity: 'medium',
    title: 'the Kata nodes of a pool run different node images',
    remedy:
      'Let an upgrade under way end; otherwise az aks nodepool upgrade --node-image-only. Nodes of different images have different kernels, host and guest.',
    controls: ['NIST-800-53 CM-6(1)', 'NIST-800-53 CA-7'],
  },
  'node-image-lags': {
    source: 'workloads',
    severity: 'medium',
    title: 'Kata nodes run an older image than others of the cluster',
    remedy:
      'az aks nodepool upgrade --node-image-only: fixes for host kernel, guest kernel and Kata come with the image.',
    controls: ['NIST-800-53 CM-6(1)', 'NIST-800-53 CA-7'],
  },
  'local-accounts-enabled': {
    source: 'azure',
    severity: 'medium',
    title: 'local accounts are enabled: certificates that no directory can revoke open the cluster',
    remedy:
      'az aks update --disable-local-accounts, once everybody comes in through Entra ID; then rotate certificates.',
    controls: ['NIST-800-53 CM-6(1)', 'NIST-800-53 CA-7'],
  },
  'pool-in-quarantine': {
    source: 'azure',
    severity: 'medium',
    title: 'a node pool is closed: quarantine keeps pods off it until it is proven',
    remedy:
      'POST /api/verifications with its nodePool and liftQuarantine: true opens it if it is isolated then. Delete the pool if it cannot be; taking the taint off by hand opens it unproven.',
    controls: ['NIST-800-53 SI-6', 'NIST-800-53 CA-7'],
  },
  'kata-nodes-idle': {
    source: 'workloads',
    severity: 'info',
    title: 'Kata nodes run ordinary workloads only',
    remedy:
      'Nothing has to be done. A taint on the pool keeps ordinary workloads off and leaves room for sandboxed ones.',
    controls: ['MITRE M1048', 'NIST-800-53 CA-7'],
  },
} as const satisfies Record<string, FindingRule>;

export type FindingRuleId = keyof typeof findingRules;

export const findingRuleIds = Object.keys(findingRules) as FindingRuleId[];
