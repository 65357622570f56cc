import type { KubernetesFaults } from '../../../scenarios/scenario.ts';
import type { NodePool } from '../../../seams.ts';
import { specOf } from '../../api/pod-shapes.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import type { EventRecorder } from '../controller-runtime/event-recorder.ts';
import type { Identifiers } from '../controller-runtime/identifiers.ts';
import { durations, type Timeline } from '../controller-runtime/timeline.ts';
import { bootNodeKernel, type Kernel } from '../shell/kernel.ts';
import {
  buildNode,
  nodeConditions,
  nodeInfo,
  nodeLabels,
  nodeName,
  notReadyTaint,
  parseTaint,
  runtimeHandlers,
} from './build-node.ts';

/** A node below its Node object: what runs on it really has. */
export interface Machine {
  name: string;
  kernel: Kernel;
  pool: NodePool;
  /** Number within its pool, from 0. */
  index: number;
  address: string;
  booted: boolean;
  /** Whether this machine's containerd has the Kata handlers mapped to runc (a fault). */
  kataRunsRunc: boolean;
  images: Set<string>;
}

export interface NodePools {
  machine(name: string): Machine | undefined;
  setNodePool(pool: NodePool): void;
  removeNodePool(name: string): void;
  /** A new kernel, at once: what the node says of its boot id changes with it. */
  reboot(name: string): void;
}

export function createNodePools(options: {
  store: ObjectStore;
  timeline: Timeline;
  identifiers: Identifiers;
  events: EventRecorder;
  faults: KubernetesFaults;
  clusterName: string;
  kubernetesVersion: string;
}): NodePools {
  const { store, timeline, identifiers, events, faults, clusterName, kubernetesVersion } = options;
  const machines = new Map<string, Machine>();
  const cancelBoots = new Map<string, () => void>();
  let addresses = 3;

  const bootKernel = (pool: NodePool) => bootNodeKernel({ ...pool, bootedAt: timeline.now() }, identifiers);
  const tell = (node: KubeObject, reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal') =>
    events.record(node, { type, reason, message, source: { component: 'kubelet', host: node.metadata.name } });
  const machinesOf = (poolName: string) => [...machines.values()].filter(({ pool }) => pool.name === poolName);
  /** Only Kata nodes are hit by what a scenario says of "nodes": the cluster's other pools are not what is tested. */
  const neverReady = (pool: NodePool) => faults.nodesNeverReady === true && pool.kata;

  const becomeReady = (machine: Machine) => {
    machine.booted = true;
    const node = store.update('nodes', null, machine.name, (object) => {
      object['spec'].taints = object['spec'].taints.filter(({ key }: { key: string }) => key !== notReadyTaint.key);
      object['status'].conditions = nodeConditions(true, timeline.timestamp());
      object['status'].runtimeHandlers = runtimeHandlers(machine.pool.kata);
    });
    tell(node, 'NodeReady', `Node ${machine.name} status is now: NodeReady`);
  };
  const boot = (machine: Machine) => {
    cancelBoots.get(machine.name)?.();
    if (neverReady(machine.pool)) return;
    cancelBoots.set(
      machine.name,
      timeline.platform(durations.nodeBoot, () => {
        if (store.read('nodes', null, machine.name)) becomeReady(machine);
      }),
    );
  };
  const register = (pool: NodePool, index: number) => {
    const name = nodeName(clusterName, pool.name, index);
    addresses += 1;
    const address = `10.224.${Math.floor(addresses / 250)}.${addresses % 250}`;
    const kernel = bootKernel(pool);
    const machine = {
      name,
      pool,
      index,
      address,
      kernel,
      booted: false,
      kataRunsRunc: false,
      images: new Set<string>(),
    };
    machines.set(name, machine);
    const timestamp = timeline.timestamp();
    const node = store.create(
      'nodes',
      buildNode({ name, address, pool, clusterName, kubernetesVersion, kernel, timestamp }, identifiers),
    );
    tell(node, 'Starting', 'Starting kubelet.');
    events.record(node, {
      reason: 'RegisteredNode',
      message: `Node ${name} event: Registered Node ${name} in Controller`,
      source: { component: 'node-controller' },
    });
    boot(machine);
  };
  const unregister = ({ name }: Machine) => {
    cancelBoots.get(name)?.();
    cancelBoots.delete(name);
    machines.delete(name);
    store.remove('nodes', null, name);
    // The pod garbage collector's part: nobody is left to end them.
    for (const pod of store.list('pods')) if (specOf(pod).nodeName === name) loseNode(store, pod);
  };
  const reimage = (machine: Machine) => {
    Object.assign(machine, { kernel: bootKernel(machine.pool), booted: false, images: new Set() });
    store.update('nodes', null, machine.name, (node) => {
      node['spec'].taints = [...node['spec'].taints, notReadyTaint];
      node['status'].conditions = nodeConditions(false, timeline.timestamp());
      node['status'].nodeInfo = nodeInfo(machine.pool, kubernetesVersion, machine.kernel, identifiers);
    });
    for (const pod of store.list('pods')) if (specOf(pod).nodeName === machine.name) loseNode(store, pod);
    boot(machine);
  };
  const refresh = (machine: Machine, pool: NodePool) => {
    const before = machine.pool;
    machine.pool = pool;
    store.update('nodes', null, machine.name, (node) => {
      const kept = Object.entries(node.metadata.labels ?? {}).filter(([key]) => !(key in before.labels));
      node.metadata.labels = { ...Object.fromEntries(kept), ...nodeLabels({ name: machine.name, pool, clusterName }) };
      const ownKeys = new Set(before.taints.map((taint) => parseTaint(taint).key));
      const others = (node['spec'].taints ?? []).filter(({ key }: { key: string }) => !ownKeys.has(key));
      node['spec'].taints = [...pool.taints.map(parseTaint), ...others];
    });
    if (pool.nodeImageVersion !== before.nodeImageVersion) reimage(machine);
  };
  const markFaults = (pool: NodePool) => {
    const last = pool.count - 1;
    for (const machine of machinesOf(pool.name))
      machine.kataRunsRunc =
        faults.kataHandlerRunsRunc === 'every-node' ||
        (faults.kataHandlerRunsRunc === 'last-node' && machine.index === last);
  };

  return {
    machine: (name) => machines.get(name),
    setNodePool(pool) {
      const present = machinesOf(pool.name);
      for (const machine of present)
        if (machine.index >= pool.count) unregister(machine);
        else refresh(machine, pool);
      for (let index = 0; index < pool.count; index++)
        if (!present.some((machine) => machine.index === index)) register(pool, index);
      markFaults(pool);
    },
    removeNodePool(name) {
      for (const machine of machinesOf(name)) unregister(machine);
    },
    reboot(name) {
      const machine = machines.get(name);
      if (!machine) return;
      machine.kernel = bootKernel(machine.pool);
      const node = store.update('nodes', null, name, (object) => {
        object['status'].nodeInfo.bootID = machine.kernel.bootId;
      });
      tell(node, 'Rebooted', `Node ${name} has been rebooted, boot id: ${machine.kernel.bootId}`, 'Warning');
    },
  };
}

function loseNode(store: ObjectStore, { metadata }: KubeObject): void {
  store.update('pods', metadata.namespace ?? null, metadata.name, (pod) => {
    pod['status'].reason = 'NodeLost';
    pod['status'].message = `Node ${pod['spec'].nodeName} which was running pod ${metadata.name} is unresponsive`;
    if (pod['status'].phase !== 'Succeeded') pod['status'].phase = 'Failed';
  });
  store.requestDeletion('pods', metadata.namespace ?? null, metadata.name, { gracePeriodSeconds: 0 });
}
