import type {
  KernelReport,
  NodeEvidence,
  NodeSnapshot,
  PodBinding,
  PodObservation,
} from '../../../shared/isolation/evidence.ts';

export const nodeBootId = '0f6a1c52-7f0e-4b7d-9d4c-2f1f6f6f0a01';
export const guestBootId = '7d0f2a4e-11cb-4c1a-8f54-93c1c7a1b502';
export const otherBootId = 'c3d7d0f9-54f4-4a57-b1f9-0a6c0a0f7703';
export const nodeName = 'aks-kata-12345678-vmss000000';

export const snapshot: NodeSnapshot = {
  name: nodeName,
  uid: 'node-uid',
  poolName: 'kata',
  ready: true,
  unschedulable: false,
  kataLabel: true,
  runtimeHandlers: ['', 'runc', 'kata'],
  bootId: nodeBootId,
  kernelRelease: '6.6.137.mshv2-2.azl3',
  nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
  osImage: 'Microsoft Azure Linux 3.0',
  containerRuntimeVersion: 'containerd://2.2.4',
  kubeletVersion: 'v1.36.1',
  taints: [],
  readAt: '2026-11-20T10:00:00.000Z',
};

export const hostReport: KernelReport = {
  kernelRelease: snapshot.kernelRelease,
  kernelBuild: 'Linux version 6.6.137.mshv2-2.azl3 (builder@azl) #1 SMP',
  bootId: nodeBootId,
  commandLine: 'BOOT_IMAGE=/boot/vmlinuz root=PARTUUID=1 ro',
  dmiVendor: 'Microsoft Corporation',
  dmiProduct: 'Virtual Machine',
  memoryKiB: 15_858_032,
  cpus: 4,
  uptimeSeconds: 86_400,
  networkInterfaces: ['eth0', 'lo'],
  visibleProcesses: 3,
};

export const guestReport: KernelReport = {
  kernelRelease: '6.6.137.mshv1',
  kernelBuild: 'Linux version 6.6.137.mshv1 (builder@uvm) #1 SMP',
  bootId: guestBootId,
  commandLine: 'panic=1 no_timer_check noreplace-smp systemd.unit=kata-containers.target',
  dmiVendor: 'Cloud Hypervisor',
  dmiProduct: 'cloud-hypervisor',
  memoryKiB: 237_112,
  cpus: 1,
  uptimeSeconds: 4,
  networkInterfaces: ['eth0', 'lo'],
  visibleProcesses: 3,
};

/** A pod that is the one that we asked for in everything. */
export const asAsked: PodBinding = {
  differences: [],
  remarks: [],
  strangers: [],
  runtimeClassDoubt: null,
  imageDigest: 'sha256:1111',
};

export function observe(role: PodObservation['role'], report: KernelReport): PodObservation {
  const sandboxed = role === 'sandboxed';
  return {
    role,
    podName: `${role}-pod`,
    podUid: `${role}-uid`,
    nodeName,
    runtimeClassName: sandboxed ? 'kata-vm-isolation' : null,
    runtimeHandler: sandboxed ? 'kata' : null,
    memoryLimitKiB: 262_144,
    cpuLimit: 0.1,
    binding: { ...asAsked },
    evidence: { outcome: 'report', channel: 'termination-message', report },
  };
}

/** Builds the evidence of a node on which everything is right. */
export function isolatedEvidence(): NodeEvidence {
  return {
    nodeName,
    before: { ...snapshot },
    after: { ...snapshot },
    sandboxed: observe('sandboxed', guestReport),
    ordinary: observe('ordinary', hostReport),
    failure: null,
  };
}
