import type { InMemoryFs } from 'just-bash';
import type { KubernetesFaults } from '../../../scenarios/scenario.ts';
import type { NodePool } from '../../../seams/kubernetes-clusters.ts';
import { specOf } from '../../api/pod-shapes.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import type { EventRecorder } from '../controller-runtime/event-recorder.ts';
import type { Identifiers } from '../controller-runtime/identifiers.ts';
import { durations, type Timeline } from '../controller-runtime/timeline.ts';
import { bootNodeKernel, type Kernel } from '../shell/kernel.ts';
import { buildNode, nodeInfo } from './build-node.ts';
import { adoptPool, markLost, markReady, markReimaged } from './node-changes.ts';
import { staysNotReady } from './plan-node-pool.ts';

/** The machine behind a Node object, with what really runs on it. */
export interface Machine {
  name: string;
  kernel: Kernel;
  pool: NodePool;
  /** Its number in its pool, from 0. */
  index: number;
  address: string;
  booted: boolean;
  /** A fault: this machine's containerd maps the Kata handlers to runc. */
  kataRunsRunc: boolean;
  images: Set<string>;
  /** The folders of the machine that pods have mounted, by path. */
  hostPaths: Map<string, InMemoryFs>;
  cancelBoot(): void;
}

/** What a cluster gives to its machines. */
export interface MachineContext {
  store: ObjectStore;
  timeline: Timeline;
  identifiers: Identifiers;
  events: EventRecorder;
  faults: KubernetesFaults;
  clusterName: string;
  kubernetesVersion: string;
}

type MachinePlace = Pick<Machine, 'name' | 'index' | 'pool' | 'address'>;

function bootKernel({ timeline, identifiers }: MachineContext, pool: NodePool): Kernel {
  return bootNodeKernel({ ...pool, bootedAt: timeline.now() }, identifiers);
}

function tell(context: MachineContext, node: KubeObject, reason: string, message: string, warning = false): void {
  const source = { component: 'kubelet', host: node.metadata.name };
  context.events.record(node, { type: warning ? 'Warning' : 'Normal', reason, message, source });
}

/** Starts a new machine. Its Node registers at once and becomes Ready when the machine has booted. */
export function startMachine(context: MachineContext, place: MachinePlace): Machine {
  const { store, timeline, clusterName, kubernetesVersion } = context;
  const { name } = place;
  const kernel = bootKernel(context, place.pool);
  const machine: Machine = {
    ...place,
    kernel,
    booted: false,
    kataRunsRunc: false,
    images: new Set(),
    hostPaths: new Map(),
    cancelBoot: () => {},
  };
  const options = { ...place, clusterName, kubernetesVersion, kernel, timestamp: timeline.timestamp() };
  const node = store.create('nodes', buildNode(options, context.identifiers));
  tell(context, node, 'Starting', 'Starting kubelet.');
  context.events.record(node, {
    reason: 'RegisteredNode',
    message: `Node ${name} event: Registered Node ${name} in Controller`,
    source: { component: 'node-controller' },
  });
  boot(context, machine);
  return machine;
}

function boot(context: MachineContext, machine: Machine): void {
  const { store, timeline } = context;
  const { name } = machine;
  machine.cancelBoot();
  if (staysNotReady(context.faults, machine.pool)) return;
  machine.cancelBoot = timeline.platform(durations.nodeBoot, () => {
    if (!store.read('nodes', null, name)) return;
    machine.booted = true;
    const node = store.update('nodes', null, name, (object) => markReady(object, machine.pool, timeline.timestamp()));
    tell(context, node, 'NodeReady', `Node ${name} status is now: NodeReady`);
  });
}

/** Removes a machine and its Node. Its pods are lost. */
export function removeMachine({ store }: MachineContext, machine: Machine): void {
  machine.cancelBoot();
  store.remove('nodes', null, machine.name);
  losePods(store, machine.name);
}

/** Gives a machine that stays the current labels and taints of its pool. */
export function updateMachine({ store, clusterName }: MachineContext, machine: Machine, pool: NodePool): void {
  const before = machine.pool;
  machine.pool = pool;
  store.update('nodes', null, machine.name, (node) => adoptPool(node, before, pool, clusterName));
}

/** Gives a machine a new disk and a new kernel. It boots again, and its pods are lost. */
export function reimageMachine(context: MachineContext, machine: Machine): void {
  const { store, timeline, kubernetesVersion, identifiers } = context;
  Object.assign(machine, {
    kernel: bootKernel(context, machine.pool),
    booted: false,
    images: new Set(),
    hostPaths: new Map(),
  });
  store.update('nodes', null, machine.name, (node) =>
    markReimaged(node, nodeInfo(machine.pool, kubernetesVersion, machine.kernel, identifiers), timeline.timestamp()),
  );
  losePods(store, machine.name);
  boot(context, machine);
}

/** Gives a machine a new kernel at once. The boot id in its Node changes too. */
export function rebootMachine(context: MachineContext, machine: Machine): void {
  machine.kernel = bootKernel(context, machine.pool);
  const { bootId } = machine.kernel;
  const node = context.store.update('nodes', null, machine.name, (object) => {
    object['status'].nodeInfo.bootID = bootId;
  });
  tell(context, node, 'Rebooted', `Node ${machine.name} has been rebooted, boot id: ${bootId}`, true);
}

/** Does the work of the pod garbage collector, because no kubelet is left to end these pods. */
function losePods(store: ObjectStore, nodeName: string): void {
  for (const pod of store.list('pods'))
    if (specOf(pod).nodeName === nodeName) {
      const { namespace = null, name } = pod.metadata;
      store.update('pods', namespace, name, markLost);
      store.requestDeletion('pods', namespace, name, { gracePeriodSeconds: 0 });
    }
}
