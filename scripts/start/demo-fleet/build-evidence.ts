import { createHash } from 'node:crypto';
import type { KernelReport, NodeEvidence, NodeSnapshot, PodObservation } from '../../../shared/isolation/evidence.ts';

/** What was the matter with a node. */
export type Trouble = 'shared-kernel' | 'other-sandbox' | 'no-evidence';

/** A node as one proof saw it. */
export interface SeenNode {
  snapshot: NodeSnapshot;
  runId: string;
  /** ISO 8601. */
  at: string;
  trouble: Trouble | null;
}

const imageDigest = `sha256:${createHash('sha256').update('the image of both pods').digest('hex')}`;

/** A version 4 UUID, as Linux gives to a boot; the same for the same text. */
export function bootIdOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Builds what a proof sees of a node. Nothing is judged here: a judge that is none of ours must come to the verdict. */
export function buildEvidence(seen: SeenNode): NodeEvidence {
  const { snapshot, at, trouble } = seen;
  const { name: nodeName } = snapshot;
  const before = { ...snapshot, readAt: at };
  const after = { ...snapshot, readAt: later(at, 25_000) };
  if (trouble === 'no-evidence') {
    const message =
      'The pods gave no report in time: 0/3 nodes are available: 3 Insufficient memory (FailedScheduling).';
    const failure = { code: 'DeadlineExceeded', message };
    return { nodeName, before, after, sandboxed: null, ordinary: null, failure };
  }
  const host = hostReport(snapshot);
  const guest = { 'shared-kernel': host, 'other-sandbox': otherGuest(seen) };
  return {
    nodeName,
    before,
    after,
    sandboxed: observe(seen, 'sandboxed', trouble === null ? kataGuest(seen) : guest[trouble]),
    ordinary: observe(seen, 'ordinary', host),
    failure: null,
  };
}

function observe({ snapshot, runId }: SeenNode, role: PodObservation['role'], report: KernelReport): PodObservation {
  const sandboxed = role === 'sandboxed';
  const id = bootIdOf(`${runId} ${snapshot.name} ${role}`);
  return {
    role,
    podName: `kataproof-${id.slice(0, 8)}-${role}-${id.slice(9, 13)}x`,
    podUid: id,
    nodeName: snapshot.name,
    runtimeClassName: sandboxed ? 'kata-vm-isolation' : null,
    runtimeHandler: sandboxed ? 'kata' : null,
    memoryLimitKiB: 262_144,
    cpuLimit: 0.5,
    binding: { differences: [], remarks: [], strangers: [], runtimeClassDoubt: null, imageDigest },
    evidence: { outcome: 'report', channel: 'termination-message', report },
  };
}

function hostReport({ bootId, kernelRelease }: NodeSnapshot): KernelReport {
  return {
    kernelRelease,
    kernelBuild: `Linux version ${kernelRelease} (root@CBL-Mariner) (gcc (GCC) 13.2.0) #1 SMP PREEMPT_DYNAMIC`,
    bootId,
    commandLine: `BOOT_IMAGE=/boot/vmlinuz-${kernelRelease} root=PARTUUID=0 ro console=tty0`,
    dmiVendor: 'Microsoft Corporation',
    dmiProduct: 'Virtual Machine',
    memoryKiB: 31_716_064,
    cpus: 8,
    uptimeSeconds: 172_800,
    networkInterfaces: ['eth0', 'lo'],
    visibleProcesses: 3,
  };
}

function kataGuest({ snapshot, runId }: SeenNode): KernelReport {
  return {
    kernelRelease: '6.6.137.mshv1',
    kernelBuild: 'Linux version 6.6.137.mshv1 (root@CBL-Mariner) (gcc (GCC) 13.2.0) #1 SMP',
    bootId: bootIdOf(`${runId} ${snapshot.name} guest`),
    commandLine: 'root=/dev/pmem0p1 ro panic=1 systemd.unit=kata-containers.target',
    dmiVendor: 'Cloud Hypervisor',
    dmiProduct: 'cloud-hypervisor',
    memoryKiB: 237_056,
    cpus: 1,
    uptimeSeconds: 4,
    networkInterfaces: ['eth0', 'lo'],
    visibleProcesses: 3,
  };
}

/** A kernel of its own in which nothing names Kata. */
function otherGuest(seen: SeenNode): KernelReport {
  return {
    ...kataGuest(seen),
    kernelRelease: '4.4.0',
    kernelBuild: 'Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016',
    commandLine: 'BOOT_IMAGE=/vmlinuz-4.4.0-gvisor quiet',
    dmiVendor: null,
    dmiProduct: null,
  };
}

function later(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString();
}
