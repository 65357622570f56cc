import type { NodePool } from '../../../seams/kubernetes-clusters.ts';
import { nodeName } from './build-node.ts';
import {
  type Machine,
  type MachineContext,
  rebootMachine,
  reimageMachine,
  removeMachine,
  startMachine,
  updateMachine,
} from './machine.ts';
import { countRegistering, type NodePoolAction, planNodePool, runsKataInRunc } from './plan-node-pool.ts';

export interface NodePools {
  machine(name: string): Machine | undefined;
  setNodePool(pool: NodePool): void;
  removeNodePool(name: string): void;
  /** Gives the node a new kernel at once. The boot id in its Node changes too. */
  reboot(name: string): void;
}

/** Azure reserves the first addresses of a subnet for itself. */
const firstAddress = 4;

/** Keeps the nodes of every pool as the pool wants them, in number and in properties. */
export function createNodePools(context: MachineContext): NodePools {
  const machines = new Map<string, Machine>();
  let addresses = firstAddress;

  const machinesOf = (poolName: string) => [...machines.values()].filter(({ pool }) => pool.name === poolName);
  const remove = (machine: Machine) => {
    machines.delete(machine.name);
    removeMachine(context, machine);
  };
  const create = (pool: NodePool, index: number) => {
    const address = `10.224.${Math.floor(addresses / 250)}.${addresses % 250}`;
    addresses += 1;
    const name = nodeName(context.clusterName, pool.name, index);
    machines.set(name, startMachine(context, { name, index, pool, address }));
  };
  const carryOut = (pool: NodePool, action: NodePoolAction) => {
    if (action.do === 'create-node') return create(pool, action.index);
    const machine = machines.get(action.name);
    if (!machine) return;
    if (action.do === 'delete-node') remove(machine);
    else if (action.do === 'update-node') updateMachine(context, machine, pool);
    else reimageMachine(context, machine);
  };

  return {
    machine: (name) => machines.get(name),
    setNodePool(pool) {
      const count = countRegistering(context.faults, pool);
      for (const action of planNodePool({ ...pool, count }, machinesOf(pool.name))) carryOut(pool, action);
      for (const machine of machinesOf(pool.name))
        machine.kataRunsRunc = runsKataInRunc(context.faults, pool, machine.index);
    },
    removeNodePool(name) {
      for (const machine of machinesOf(name)) remove(machine);
    },
    reboot(name) {
      const machine = machines.get(name);
      if (machine) rebootMachine(context, machine);
    },
  };
}
