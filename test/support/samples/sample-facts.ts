import type { SandboxPolicy } from '../../../shared/workloads/sandbox-policy.ts';
import { systemNamespaces } from '../../../shared/workloads/sandbox-policy.ts';
import type {
  ClusterFactsForCompliance,
  NodeFacts,
  PodFacts,
  RuntimeClassFacts,
  WorkloadFacts,
} from '../../../shared/workloads/workload-facts.ts';

export const at = '2026-11-20T12:00:00.000Z';
const image = 'AKSAzureLinux-V3katagen2-202608.20.0';

export const policy: SandboxPolicy = {
  namespaceSelector: [{ key: 'isolation', operator: 'in', values: ['required'] }],
  podSelector: [{ key: 'untrusted', operator: 'exists', values: [] }],
  excludedNamespaces: [...systemNamespaces],
};

/** A Deployment's pod on a Kata node, in the namespace `payments`, for which the policy demands sandboxes. */
export function pod(change: Partial<PodFacts> = {}): PodFacts {
  return {
    namespace: 'payments',
    name: 'api-5d9c7b8f6d-x7x2p',
    labels: { app: 'api', 'pod-template-hash': '5d9c7b8f6d' },
    controller: { kind: 'ReplicaSet', name: 'api-5d9c7b8f6d' },
    createdAt: '2026-11-19T00:00:00.000Z',
    finished: false,
    nodeName: 'kata-0',
    runtimeClassName: 'kata-vm-isolation',
    hostNetwork: false,
    hostPid: false,
    hostIpc: false,
    hostPaths: [],
    privilegedContainers: [],
    devices: [],
    subPathContainers: [],
    containers: [{ name: 'main', role: 'main', limits: { memoryBytes: 256 * 1024 * 1024, milliCpu: 500 } }],
    podLimits: { memoryBytes: null, milliCpu: null },
    overhead: { memoryBytes: 600 * 1024 * 1024, milliCpu: null },
    ownUserNamespace: false,
    sharedEmptyDirs: [],
    nodeSelector: { 'kubernetes.azure.com/kata-vm-isolation': 'true' },
    nodeAffinity: [],
    admitted: true,
    ...change,
  };
}

/** A RuntimeClass that demands nothing of nodes and costs nothing. */
export function runtimeClass(name: string, handler: string): RuntimeClassFacts {
  return { name, handler, nodeSelector: {}, overhead: null };
}

export function kataNode(change: Partial<NodeFacts> = {}): NodeFacts {
  return {
    name: 'kata-0',
    poolName: 'kata',
    kataLabels: ['kubernetes.azure.com/kata-vm-isolation'],
    runtimeHandlers: ['', 'runc', 'kata'],
    nodeImageVersion: image,
    quarantined: false,
    ...change,
  };
}

/** Builds a cluster without any finding, with the changes of a test. */
export function cluster(
  workloads: Partial<WorkloadFacts> = {},
  azure: Partial<ClusterFactsForCompliance['azure']> = {},
): ClusterFactsForCompliance {
  return {
    at,
    azure: {
      localAccountsDisabled: true,
      pools: [
        { name: 'system', workloadRuntime: 'OCIContainer', nodeTaints: [] },
        { name: 'kata', workloadRuntime: 'KataVmIsolation', nodeTaints: [] },
      ],
      proofs: [],
      ...azure,
    },
    workloads: {
      pods: [pod()],
      runtimeClasses: [runtimeClass('kata-vm-isolation', 'kata'), runtimeClass('runc', 'runc')],
      namespaces: [
        { name: 'payments', labels: { isolation: 'required' } },
        { name: 'web', labels: {} },
        { name: 'kube-system', labels: { isolation: 'required' } },
      ],
      nodes: [
        kataNode(),
        kataNode({
          name: 'system-0',
          poolName: 'system',
          kataLabels: [],
          runtimeHandlers: ['', 'runc', 'untrusted'],
          nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202611.01.0',
        }),
      ],
      ...workloads,
    },
  };
}
