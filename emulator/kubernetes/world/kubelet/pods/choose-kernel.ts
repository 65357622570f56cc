import type { KubernetesFaults } from '../../../../scenarios/scenario.ts';
import { type PodSpec, specOf } from '../../../api/pod-shapes.ts';
import { amountOf } from '../../../api/quantity.ts';
import type { KubeObject, ObjectStore } from '../../../api/seams.ts';
import type { Identifiers } from '../../controller-runtime/identifiers.ts';
import { runtimeHandlers } from '../../nodes/build-node.ts';
import type { Machine } from '../../nodes/machine.ts';
import { kataHandlers } from '../../nodes/runtime-classes.ts';
import { bootKataGuest, bootOtherSandbox, type GuestSize, type Kernel } from '../../shell/kernel.ts';

const MiB = 2 ** 20;
/** Kata refuses to start a guest with less memory (microsoft/kata-containers, src/runtime/pkg/oci/utils.go). */
const smallestGuestBytes = 128 * MiB;

export type KernelChoice =
  | { outcome: 'kernel'; kernel: Kernel; kata: boolean }
  /** The error of containerd that follows `Failed to create pod sandbox: `. */
  | { outcome: 'refused'; message: string };

export interface KernelContext {
  store: ObjectStore;
  machine: Machine;
  faults: KubernetesFaults;
  identifiers: Identifiers;
  /** Milliseconds since the epoch. */
  now: number;
  /**
   * The id that containerd gives to the pod's sandbox. It is the same in every attempt, so that repeated events are
   * counted.
   */
  sandboxId: string;
}

/**
 * Returns the handler of a pod: that of its class, or '' for the default. Returns null when the class does not exist.
 */
export function handlerOf(pod: KubeObject, store: ObjectStore): string | null {
  const name = specOf(pod).runtimeClassName;
  if (!name) return '';
  const handler: unknown = store.read('runtimeclasses', null, name)?.['handler'];
  return typeof handler === 'string' ? handler : null;
}

/** Chooses the kernel of a pod: that of its node, or a new guest's when containerd starts a guest for its handler. */
export function chooseKernel(pod: KubeObject, context: KernelContext): KernelChoice {
  const { machine, store, faults, identifiers, now } = context;
  const handler = handlerOf(pod, store);
  if (handler === null) {
    const name = specOf(pod).runtimeClassName;
    return {
      outcome: 'refused',
      message: `failed to get runtime handler: RuntimeClass.node.k8s.io "${name}" not found`,
    };
  }
  if (!runtimeHandlers(machine.pool.kata).some(({ name }) => name === handler)) {
    return {
      outcome: 'refused',
      message: `rpc error: code = Unknown desc = unable to get OCI runtime for sandbox "${context.sandboxId}": no runtime for "${handler}" is configured`,
    };
  }
  if (!kataHandlers.includes(handler)) return { outcome: 'kernel', kernel: hostKernel(context), kata: false };
  if (machine.kataRunsRunc) return { outcome: 'kernel', kernel: machine.kernel, kata: true };
  const size = guestSize(specOf(pod));
  if (size.memoryLimitBytes !== null && size.memoryLimitBytes < smallestGuestBytes)
    return {
      outcome: 'refused',
      message: `rpc error: code = Unknown desc = failed to start sandbox "${context.sandboxId}": failed to create containerd task: failed to create shim task: pod memory limit too low: minimum 128MiB, got ${Math.floor(size.memoryLimitBytes / MiB)}MiB`,
    };
  const boot = faults.guestIsNotKata ? bootOtherSandbox : bootKataGuest;
  const kernel = boot(size, now, identifiers);
  return { outcome: 'kernel', kernel: { ...kernel, bootId: sharedBootId(context) ?? kernel.bootId }, kata: true };
}

/** The boot id of the virtual machine from which all guests are cloned. */
const templateBootId = '0c0ffee0-7e3a-4d1b-9b52-6a1f0d2c4e88';

function sharedBootId({ faults, store, machine }: KernelContext): string | null {
  if (faults.guestsShareBootId === 'one-another') return templateBootId;
  if (faults.guestsShareBootId !== 'another-node') return null;
  const other = store.list('nodes').find(({ metadata }) => metadata.name !== machine.name);
  const bootId: unknown = other?.['status']?.nodeInfo?.bootID;
  return typeof bootId === 'string' ? bootId : null;
}

function hostKernel({ machine, faults, identifiers }: KernelContext): Kernel {
  if (!faults.ordinaryPodsLie || !machine.pool.kata) return machine.kernel;
  return { ...machine.kernel, bootId: identifiers.uuid() };
}

/** Kata counts limits only, so a container without a limit adds nothing. */
function guestSize({ containers }: PodSpec): GuestSize {
  const sum = (resource: string) =>
    containers.reduce((total, { resources }) => total + amountOf(resources?.limits?.[resource]), 0) || null;
  return { memoryLimitBytes: sum('memory'), cpuLimit: sum('cpu') };
}
