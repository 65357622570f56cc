import { parseKernelCommandLine } from './parse-kernel-command-line.ts';

/**
 * What belongs to Kata on AKS. All code that must know whether a pool, node, RuntimeClass or kernel is Kata's uses this
 * file.
 */

/** The `workloadRuntime` of a Kata pool, stable since ARM's api-version 2025-09-01. */
export const kataRuntime = 'KataVmIsolation';

/**
 * The `workloadRuntime` of the previews: Pod Sandboxing before August 2025, Confidential Containers (ended March 2026).
 * No stable api-version has them, but clusters may still have such pools.
 */
export const oldKataRuntimes: readonly string[] = ['KataMshvVmIsolation', 'KataCcIsolation'];

/** The RuntimeClass that AKS installs on every cluster, with or without a Kata pool. */
export const kataRuntimeClassName = 'kata-vm-isolation';

/** The overhead of a pod of that class, as AKS installs it: memory of the virtual machine beside its containers. */
export const kataOverhead: Readonly<Record<string, string>> = { memory: '600Mi' };

/** RuntimeClasses of the previews. */
export const oldKataRuntimeClasses: readonly string[] = ['kata-mshv-vm-isolation', 'kata-cc-isolation'];

/**
 * AKS sets this label to `true` on the nodes of a Kata pool, and the RuntimeClass selects it. The prefix is reserved:
 * nobody else can set it.
 */
export const kataNodeLabel = 'kubernetes.azure.com/kata-vm-isolation';

/** Labels with which AKS marked the nodes of the previews. */
export const oldKataNodeLabels: readonly string[] = [
  'kubernetes.azure.com/kata-mshv-vm-isolation',
  'kubernetes.azure.com/kata-cc-isolation',
];

/**
 * Names of Kata's handlers in the containerd configuration of AKS nodes (AgentBaker's containerd template). Kata
 * sandboxes a pod when its RuntimeClass names one of them. The name of a class proves nothing, because anybody may
 * create classes.
 */
export const kataHandlers: readonly string[] = ['kata', 'kata-preview', 'kata-cc'];

/**
 * Word of the guest's kernel command line that only Kata sets: the systemd target that starts Kata's agent
 * (kata-containers `clh.go`).
 */
export const kataCommandLineMark = 'systemd.unit=kata-containers.target';

/** The virtual machine monitor of AKS Pod Sandboxing, as DMI names it (cloud-hypervisor `smbios.rs`). */
export const aksVmmName = 'Cloud Hypervisor';

/**
 * Whether a pool's workload runtime is Kata's, by its present name or that of a preview. ARM writes values in any case.
 */
export function isKataRuntime(workloadRuntime: string): boolean {
  const names = [kataRuntime, ...oldKataRuntimes].map((name) => name.toLowerCase());
  return names.includes(workloadRuntime.toLowerCase());
}

/** Whether the handler of a RuntimeClass, or one that a node lists, is one of AKS's Kata handlers. */
export function isKataHandler(handler: string | null): boolean {
  return handler !== null && kataHandlers.includes(handler);
}

/**
 * Names of the handlers that upstream's kata-deploy installs (kata-containers `tools/packaging/kata-deploy`), such as
 * `kata-qemu` or `kata-qemu-runtime-rs`. They are sandboxes, but AKS neither ships nor patches them.
 */
const upstreamHandler = /^kata-(clh|cloud-hypervisor|dragonball|fc|qemu|remote|stratovirt)(-[a-z0-9]+)*$/;

/** Whether a handler belongs to a Kata Containers that somebody has installed in the cluster. */
export function isUpstreamKataHandler(handler: string): boolean {
  return upstreamHandler.test(handler);
}

/** AKS's Kata labels, present or of a preview, that are `true` on a node. */
export function kataLabelsOf(labels: Readonly<Record<string, string>>): string[] {
  return [kataNodeLabel, ...oldKataNodeLabels].filter((label) => labels[label] === 'true');
}

/**
 * Whether a node can run Kata pods, by AKS's labels or by the handlers that its runtime lists. It does not matter who
 * created the node.
 */
export function isKataNode(node: { kataLabels: readonly string[]; runtimeHandlers: readonly string[] }): boolean {
  return node.kataLabels.length > 0 || node.runtimeHandlers.some(isKataHandler);
}

/** Words that start systemd into another unit, for compatibility with SysV init (kernel-command-line(7)). */
const runLevels: readonly string[] = ['emergency', '-b', 'rescue', 'single', '-s', 's', 'S', '1', '2', '3', '4', '5'];

/**
 * Whether a kernel was started with Kata's mark: the last word of its command line that names the unit of systemd names
 * Kata's. Quoted text, what follows `--`, and a word that a later one overrides name nothing.
 */
export function hasKataMark(commandLine: string): boolean {
  let mark: string | null = null;
  for (const { name, value } of parseKernelCommandLine(commandLine)) {
    if (name === 'systemd.unit' && value !== null) mark = `${name}=${value}`;
    if (value === null && runLevels.includes(name)) mark = name;
  }
  return mark === kataCommandLineMark;
}

/** Whether people would take a RuntimeClass with this name for Kata's. */
export function soundsLikeKata(runtimeClassName: string): boolean {
  return /kata|vm-isolation/i.test(runtimeClassName);
}
