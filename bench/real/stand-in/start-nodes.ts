import { createEventRecorder } from '../../../emulator/kubernetes/world/controller-runtime/event-recorder.ts';
import { createIdentifiers } from '../../../emulator/kubernetes/world/controller-runtime/identifiers.ts';
import { createTimeline } from '../../../emulator/kubernetes/world/controller-runtime/timeline.ts';
import { startKubelets } from '../../../emulator/kubernetes/world/kubelet/kubelets.ts';
import { buildNode, nodeName } from '../../../emulator/kubernetes/world/nodes/build-node.ts';
import type { Machine } from '../../../emulator/kubernetes/world/nodes/machine.ts';
import { markReady } from '../../../emulator/kubernetes/world/nodes/node-changes.ts';
import { startScheduler } from '../../../emulator/kubernetes/world/scheduler/scheduler.ts';
import { bootNodeKernel } from '../../../emulator/kubernetes/world/shell/kernel.ts';
import { createRealClock } from '../../../emulator/seams/clock.ts';
import type { NodePool } from '../../../emulator/seams/kubernetes-clusters.ts';
import { type Answer, type ApiClient, mergePatch } from '../api-server/api-client.ts';
import { labelPodsOfJobs } from './label-pods-of-jobs.ts';
import { mirrorStore } from './mirrored-store.ts';

/** The nodes of a cluster without machines: the emulator's kubelets and scheduler, over the wire. */
export interface StandInNodes {
  names: string[];
  stop(): void;
}

const pool: NodePool = {
  ...{ name: 'kata', count: 1, vmSize: 'Standard_D4s_v5', vcpus: 4, memoryMiB: 16_384, mode: 'User' },
  ...{ osSku: 'AzureLinux', kata: true, nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0' },
  ...{ orchestratorVersion: '1.34.2', taints: [], labels: {} },
};

/** As AKS has it in every cluster. */
const kataClass = {
  ...{ apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'kata-vm-isolation' }, handler: 'kata' },
  ...{ overhead: { podFixed: { memory: '600Mi' } } },
  scheduling: { nodeSelector: { 'kubernetes.azure.com/kata-vm-isolation': 'true' } },
};

/** Gives an API server a Kata node whose pods run at `speed` times the emulator's pace. */
export async function startNodes(client: ApiClient, version: string, speed: number): Promise<StandInNodes> {
  const clock = createRealClock();
  const timeline = createTimeline(clock, speed);
  const identifiers = createIdentifiers(Math.random);
  await client.insist('POST', '/apis/node.k8s.io/v1/runtimeclasses', kataClass);
  const machine = createMachine(timeline.now(), identifiers);
  await register(client, machine, version, { timestamp: timeline.timestamp(), identifiers });
  const store = await mirrorStore(client);
  const parts = { store, timeline, identifiers, faults: {}, events: createEventRecorder(store, timeline, identifiers) };
  const pools = {
    machine: (name: string) => (name === machine.name ? machine : undefined),
    ...{ setNodePool: () => undefined, removeNodePool: () => undefined, reboot: () => undefined },
  };
  const stopLabels = labelPodsOfJobs(client, store, version);
  const stopScheduler = startScheduler(parts);
  const kubelets = startKubelets({ ...parts, pools });
  return {
    names: [machine.name],
    stop() {
      stopScheduler();
      stopLabels();
      kubelets.stop();
      timeline.stop();
      store.stop();
    },
  };
}

function createMachine(now: number, identifiers: ReturnType<typeof createIdentifiers>): Machine {
  return {
    ...{ name: nodeName('bench', pool.name, 0), index: 0, pool, address: '10.224.0.4', booted: true },
    ...{ kataRunsRunc: false, images: new Set<string>(), hostPaths: new Map(), cancelBoot: () => undefined },
    kernel: bootNodeKernel({ ...pool, bootedAt: now }, identifiers),
  };
}

async function register(
  client: ApiClient,
  { name, address, kernel }: Machine,
  kubernetesVersion: string,
  { timestamp, identifiers }: { timestamp: string; identifiers: ReturnType<typeof createIdentifiers> },
): Promise<void> {
  const options = { name, address, pool, clusterName: 'bench', kubernetesVersion, kernel, timestamp };
  const node = buildNode(options, identifiers);
  markReady(node, pool, timestamp);
  const made: Answer = await client.insist('POST', '/api/v1/nodes', node);
  // A node is tainted as it registers, until the controller of nodes has seen it ready: there is none.
  if (made.spec.taints) await client.insist('PATCH', `/api/v1/nodes/${name}`, { spec: { taints: null } }, mergePatch);
}
