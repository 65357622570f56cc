import type { OrchestrationHandler } from 'durable-functions';
import { createActivities } from '../../../shared/activities/create-activities.ts';
import type { ClusterReference } from '../../../shared/clusters/cluster-reference.ts';
import { storageKey } from '../../../shared/clusters/keys.ts';
import { KataproofError } from '../../../shared/errors/kataproof-error.ts';
import type { DeployedPair } from '../../../shared/isolation/deployed-pair.ts';
import type { KernelReport, NodeSnapshot, PodObservation } from '../../../shared/isolation/evidence.ts';
import type { Ports } from '../../../shared/ports/ports.ts';
import type { NamespaceToRemove, PairToRemove } from '../../../shared/ports/verification-cluster.ts';
import { newRunRecord } from '../../../shared/runs/new-run-record.ts';
import type { VerificationInput, WorkflowOptions } from '../../../shared/runs/requests.ts';
import type { RunRecord } from '../../../shared/runs/run-record.ts';
import { proveCluster } from '../../../shared/workflow/runs/prove-cluster.ts';
import { proveNode } from '../../../shared/workflow/runs/prove-node.ts';
import { proveNodeChunk } from '../../../shared/workflow/runs/prove-node-chunk.ts';
import { createInProcessHub, hubStartMs } from '../functions-host/in-process-hub.ts';
import { cluster } from '../samples/sample-runs.ts';
import { createMemoryInProcess } from '../storage/memory-in-process.ts';

const minute = 60_000;

/** A node of the world. Its pods come to an end at once. */
export interface WorldNode {
  name: string;
  poolName: string | null;
  uid: string;
  bootId: string;
  /** What sandboxed pods get there. */
  kernel: 'kata' | 'own' | 'shared';
  /** The boot id of guests there; one of their own where absent. */
  guestBootId?: string;
}

/** A pool as ARM describes it. */
export interface WorldPool {
  name: string;
  count: number | null;
  provisioningState: string;
  nodeTaints: string[];
}

/** A boot id of Linux's form that follows from a number. */
export const bootIdOf = (number: number): string =>
  `${number.toString(16).padStart(8, '0')}-1111-4111-8111-111111111111`;

let nodes = 0;
export function worldNode(name: string, change: Partial<WorldNode> = {}): WorldNode {
  nodes++;
  return { name, poolName: 'kata', uid: `uid-${nodes}`, bootId: bootIdOf(nodes), kernel: 'kata', ...change };
}

export const worldPool = (count: number | null, change: Partial<WorldPool> = {}): WorldPool => ({
  ...{ name: 'kata', count, provisioningState: 'Succeeded', nodeTaints: [] },
  ...change,
});

/** The record of `runId`: a verification of a whole cluster that began at `atMs` (milliseconds since the epoch). */
export function newVerification(cluster: ClusterReference, atMs: number, options: WorkflowOptions): RunRecord {
  const whole = {
    kind: 'verification',
    cluster,
    poolName: null,
    cleanup: 'keep',
    startedBy: null,
    request: {},
  } as const;
  return newRunRecord(whole, runId, new Date(atMs).toISOString(), options);
}

export const worldOptions: WorkflowOptions = {
  ...{
    clusterDeadlineMs: 60 * minute,
    poolDeadlineMs: 30 * minute,
    pairDeadlineMs: 5 * minute,
    pollMs: 15_000,
    watchMs: 50_000,
  },
  ...{ parallelNodes: 4, reconcileCluster: false, expiryMs: 60 * minute, runtimeClassName: 'kata-vm-isolation' },
  ...{ vmmNames: ['Cloud Hypervisor'], probeImage: 'mcr.microsoft.com/azurelinux/busybox:1.36', namespace: null },
  ...{ freshForMs: 24 * 60 * minute, flapThreshold: 1, taskHub: 'Kataproof/test' },
};

export const runId = '8232792000000-aaaaaaaaaa';

/**
 * Creates a world of one cluster in memory, with ports that read and change it, and the orchestrators of a verification
 * on a task hub of their own. `before` is called with the name and input of each activity before it runs.
 */
export function createNodeWorld(start: { nodes: WorldNode[]; pools: WorldPool[] | null }) {
  const world = {
    ...{ ...start, pairStaysMs: 0, before: (_activity: string, _input: unknown) => {} },
    ...{ isAway: () => false, isAzureAway: () => false, isStopped: false, refuse: (_port: string): void => {} },
    listings: [] as World['listings'],
  };
  const namespaces = new Set<string>();
  const expiries: string[] = [];
  let namespaceStaysMs = 0;
  const time = { now: () => hub.now(), namespaceStaysMs: () => namespaceStaysMs };
  const memory = createMemoryInProcess(() => false);
  const ports = { ...memory.ports, ...createClusterPorts(world, namespaces, expiries, time) } as unknown as Ports;
  const activities = Object.entries(createActivities(ports)).map(([name, act]) => {
    const watched = (input: unknown) => {
      world.before(name, input);
      return act(input);
    };
    return [name, watched] as const;
  });
  const hub = createInProcessHub({
    orchestrators: { proveCluster, proveNodeChunk, proveNode } as Record<string, OrchestrationHandler>,
    activities: Object.fromEntries(activities),
  });
  /** Starts a verification and lets time pass until it ends; `hours` at most. */
  const prove = async (change: Partial<VerificationInput> = {}, hours = 12) => {
    await ports.records.createRun(newVerification(cluster, hubStartMs, worldOptions));
    const input: VerificationInput = { runId, cluster, poolName: null, options: worldOptions, ...change };
    hub.client.start('proveCluster', runId, JSON.stringify(input));
    const underWay = () => ['Pending', 'Running'].includes(hub.find(runId).status);
    for (let steps = 0; steps < hours * 240 && underWay(); steps++) await hub.advance(15_000);
    const run = memory.kept.runs.get(runId);
    if (!run) throw new Error('The run was recorded.');
    return { run, status: hub.find(runId).status };
  };
  const posture = (poolName: string) => memory.kept.postures.get(storageKey(cluster, poolName));
  const setNamespaceStays = (ms: number) => {
    namespaceStaysMs = ms;
  };
  return { world, kept: memory.kept, namespaces, expiries, setNamespaceStays, posture, hub, prove };
}

interface World {
  nodes: WorldNode[];
  pools: WorldPool[] | null;
  /** How long a pair takes to go once it is removed. */
  pairStaysMs: number;
  /** What was listed: all nodes, or those of some names. */
  listings: ('all' | 'named')[];
  isAway(): boolean;
  isAzureAway(): boolean;
  isStopped: boolean;
  /** Called before the cluster does something, by the name of its port; what it throws is the cluster's answer. */
  refuse(port: string): void;
}

function createClusterPorts(
  world: World,
  namespaces: Set<string>,
  expiries: string[],
  time: { now(): number; namespaceStaysMs(): number },
) {
  const askedToGo = new Map<string, number>();
  const isGone = (name: string, staysMs: number) => {
    const since = askedToGo.get(name) ?? time.now();
    askedToGo.set(name, since);
    return time.now() - since >= staysMs;
  };
  const find = (name: string) => world.nodes.find((node) => node.name === name);
  const list = (what: 'all' | 'named', isWanted: (node: WorldNode) => boolean) => {
    world.listings.push(what);
    world.refuse('listNodes');
    if (world.isAway()) throw new KataproofError('ClusterUnreachable', 'The API server is away.', { retryable: true });
    const kataLabels = ['kubernetes.azure.com/kata-vm-isolation'];
    return { nodes: world.nodes.filter(isWanted).map((node) => ({ ...snapshot(node), kataLabels })) };
  };
  return {
    clusters: {
      readCluster: async () => {
        if (world.isAzureAway()) throw new KataproofError('AzureUnreachable', 'Azure is away.', { retryable: true });
        const powerState = world.isStopped ? 'Stopped' : 'Running';
        return { cluster: world.pools && { ...describe(world.pools), powerState } };
      },
    },
    verification: {
      listNodes: async (_cluster: unknown, poolName: string | null) =>
        list('all', (node) => poolName === null || node.poolName === poolName),
      listNamedNodes: async (_cluster: unknown, names: readonly string[]) =>
        list('named', ({ name }) => names.includes(name)),
      readNode: async (_cluster: unknown, name: string) => {
        const node = find(name);
        return { node: node ? snapshot(node) : null };
      },
      ensureNamespace: async (_cluster: unknown, { metadata }: { metadata: { name: string; annotations: object } }) => {
        world.refuse('ensureNamespace');
        namespaces.add(metadata.name);
        expiries.push(...Object.values(metadata.annotations as Record<string, string>));
        return { created: true, uid: `uid of ${metadata.name}` };
      },
      removeNamespace: async (_cluster: unknown, { name }: NamespaceToRemove) => {
        if (!namespaces.has(name)) return { state: 'absent', found: false };
        const asked = askedToGo.has(name);
        if (!isGone(name, time.namespaceStaysMs())) return { state: asked ? 'terminating' : 'requested', found: true };
        namespaces.delete(name);
        return { state: 'absent', found: true };
      },
      readRuntimeClass: async () => ({ runtimeClass: { uid: 'class', name: 'kata-vm-isolation', handler: 'kata' } }),
      ensureJob: async () => ({ created: true, uid: 'job' }),
      watchPodPair: async (_cluster: unknown, { jobs }: { jobs: DeployedPair['jobs'] }) => {
        const affinity = JSON.stringify(jobs.sandboxed.spec?.template.spec?.affinity);
        const node = world.nodes.find(({ name }) => affinity.includes(`"${name}"`));
        const after = { node: node ? snapshot(node) : null };
        if (!node) return { pair: { state: 'failed', code: 'NodeGone', message: 'It is gone.' }, ...nobody, after };
        const pods = { sandboxed: observe(node, 'sandboxed'), ordinary: observe(node, 'ordinary') };
        return { pair: { state: 'finished' }, ...pods, after };
      },
      removePodPair: async (_cluster: unknown, { names }: PairToRemove) => ({
        gone: isGone(names.sandboxed, world.pairStaysMs),
      }),
    },
  };
}

const nobody = { sandboxed: null, ordinary: null };

function describe(pools: WorldPool[]) {
  return {
    ...{ provisioningState: 'Succeeded', powerState: 'Running', nodeAutoProvisioning: false },
    pools: pools.map((pool) => ({ ...pool, workloadRuntime: 'KataVmIsolation', powerState: 'Running' })),
  };
}

function snapshot({ name, poolName, uid, bootId }: WorldNode): NodeSnapshot {
  return {
    ...{ name, poolName, uid, bootId, ready: true, unschedulable: false, kataLabel: true, taints: [] },
    runtimeHandlers: ['', 'runc', 'kata'],
    kernelRelease: '6.6.137.mshv2-2.azl3',
    nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
    osImage: 'Microsoft Azure Linux 3.0',
    containerRuntimeVersion: 'containerd://2.2.4',
    kubeletVersion: 'v1.36.1',
    readAt: '2026-01-01T00:00:00.000Z',
  };
}

function observe(node: WorldNode, role: PodObservation['role']): PodObservation {
  const inside = role === 'sandboxed' && node.kernel !== 'shared';
  const kata = inside && node.kernel === 'kata';
  const report: KernelReport = {
    kernelRelease: inside ? '6.6.137.mshv1' : '6.6.137.mshv2-2.azl3',
    kernelBuild: 'Linux version 6.6.137 (builder@azl) #1 SMP',
    bootId: inside ? (node.guestBootId ?? `f${node.bootId.slice(1)}`) : node.bootId,
    commandLine: kata ? 'panic=1 systemd.unit=kata-containers.target' : 'BOOT_IMAGE=/boot/vmlinuz ro',
    dmiVendor: kata ? 'Cloud Hypervisor' : 'Microsoft Corporation',
    dmiProduct: kata ? 'cloud-hypervisor' : 'Virtual Machine',
    ...{ memoryKiB: 237_112, cpus: 1, uptimeSeconds: 4, networkInterfaces: ['eth0', 'lo'], visibleProcesses: 3 },
  };
  return {
    ...{ role, podName: `${role}-pod`, podUid: `${role}-uid`, nodeName: node.name },
    runtimeClassName: role === 'sandboxed' ? 'kata-vm-isolation' : null,
    runtimeHandler: role === 'sandboxed' ? 'kata' : null,
    ...{ memoryLimitKiB: 262_144, cpuLimit: 0.1 },
    binding: { differences: [], remarks: [], strangers: [], runtimeClassDoubt: null, imageDigest: null },
    evidence: { outcome: 'report', channel: 'termination-message', report },
  };
}
