import type { NodeSnapshot, PodObservation } from '../../../shared/isolation/evidence.ts';
import { stableHash } from '../../../shared/plain/stable-hash.ts';
import type { RunNode, RunRecord, RunStep } from '../../../shared/runs/run-record.ts';

export const cluster = {
  subscriptionId: '11111111-1111-4111-8111-111111111111',
  resourceGroup: 'fleet',
  name: 'one',
};

export function sampleRun(runId: string, change: Partial<RunRecord> = {}): RunRecord {
  return {
    runId,
    kind: 'provisioning',
    cluster,
    poolName: 'kata',
    cleanup: 'always-delete',
    startedBy: { by: 'http', principal: null },
    request: { nodePool: { name: 'kata', nodeTaints: ['sandbox=kata:NoSchedule'] } },
    status: 'running',
    percent: 0,
    step: 'Accepted',
    verdict: null,
    reason: null,
    pools: [],
    cleanupResult: null,
    createdPool: false,
    cancelRequested: false,
    startedAt: '2026-11-20T10:00:00.000Z',
    updatedAt: '2026-11-20T10:00:00.000Z',
    endedAt: null,
    expiresAt: '2026-11-20T11:30:00.000Z',
    ...change,
  };
}

export function sampleStep(sequence: string, change: Partial<RunStep> = {}): RunStep {
  return { sequence, at: '2026-11-20T10:00:01.000Z', step: `Step ${sequence}`, percent: 5, detail: null, ...change };
}

const snapshot: NodeSnapshot = {
  name: 'aks-kata-12345678-vmss000000',
  uid: 'u1',
  poolName: 'kata',
  ready: true,
  unschedulable: false,
  kataLabel: true,
  runtimeHandlers: ['', 'runc', 'kata'],
  bootId: '0f6a1c52-1111-4111-8111-111111111111',
  kernelRelease: '6.6.137.mshv2-2.azl3',
  nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
  osImage: 'Microsoft Azure Linux 3.0',
  containerRuntimeVersion: 'containerd://2.2.4',
  kubeletVersion: 'v1.34.1',
  taints: [{ key: 'sandbox', value: 'kata', effect: 'NoSchedule' }],
  readAt: '2026-11-20T10:05:00.000Z',
};

const sandboxed: PodObservation = {
  role: 'sandboxed',
  podName: 'kataproof-1-sandboxed-x',
  podUid: 'p1',
  nodeName: snapshot.name,
  runtimeClassName: 'kata-vm-isolation',
  runtimeHandler: 'kata',
  memoryLimitKiB: 262_144,
  cpuLimit: 0.5,
  binding: { differences: [], remarks: [], strangers: [], runtimeClassDoubt: null, imageDigest: null },
  evidence: {
    outcome: 'report',
    channel: 'termination-message',
    report: {
      kernelRelease: '6.6.137.mshv1',
      kernelBuild: 'Linux version 6.6.137.mshv1 (root@build) #1 SMP',
      bootId: '7d0f2a4e-1111-4111-8111-111111111111',
      commandLine: 'systemd.unit=kata-containers.target',
      dmiVendor: 'Cloud Hypervisor',
      dmiProduct: 'cloud-hypervisor',
      memoryKiB: 474_112,
      cpus: 1,
      uptimeSeconds: 1.5,
      networkInterfaces: ['lo', 'eth0'],
      visibleProcesses: 3,
    },
  },
};

/** Boot ids of a node and of the guest on it: every node has its own. */
function bootIdsOf(nodeName: string): { host: string; guest: string } {
  const letters = Buffer.from(stableHash(nodeName)).toString('hex');
  const id = (first: string) => `${first}${letters.slice(0, 7)}-1111-4111-8111-${letters.slice(7, 19)}`;
  return { host: id('0'), guest: id('7') };
}

export function sampleNode(nodeName: string, commandLine = 'systemd.unit=kata-containers.target'): RunNode {
  const evidence = sandboxed.evidence;
  if (evidence.outcome !== 'report') throw new Error('The sample has a report.');
  const { host, guest } = bootIdsOf(nodeName);
  return {
    poolName: 'kata',
    evidence: {
      nodeName,
      before: { ...snapshot, name: nodeName, bootId: host },
      after: null,
      sandboxed: {
        ...sandboxed,
        evidence: { ...evidence, report: { ...evidence.report, commandLine, bootId: guest } },
      },
      ordinary: {
        ...sandboxed,
        role: 'ordinary',
        runtimeClassName: null,
        evidence: { outcome: 'no-evidence', reason: 'The pod said nothing.' },
      },
      failure: { code: 'DeadlineExceeded', message: 'The pods did not finish in time.' },
    },
    verdict: {
      nodeName,
      verdict: 'inconclusive',
      reason: 'The ordinary pod never spoke.',
      checks: [{ id: 'control-boot-id', state: 'unknown', expected: snapshot.bootId, seen: 'nothing' }],
      notes: ['Same release, other boot id.'],
    },
  };
}
