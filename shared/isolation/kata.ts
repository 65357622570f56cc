/**
 * What is Kata's on AKS. Everything that has to know whether a pool, a node, a RuntimeClass or a kernel is Kata's asks here.
 */

/** What a pool of today is asked for with: stable since ARM's api-version 2025-09-01. */
export const kataRuntime = 'KataVmIsolation';

/**
 * `workloadRuntime` of the previews: Pod Sandboxing before August 2025, Confidential Containers (ended March 2026). No
 * stable api-version has them; clusters may still have pools of them.
 */
export const oldKataRuntimes: readonly string[] = ['KataMshvVmIsolation', 'KataCcIsolation'];

/** The RuntimeClass that AKS installs on every cluster, with or without a Kata pool. */
export const kataRuntimeClassName = 'kata-vm-isolation';

/** RuntimeClasses of the previews. */
export const oldKataRuntimeClasses: readonly string[] = ['kata-mshv-vm-isolation', 'kata-cc-isolation'];

/** Set to `true` by AKS on the nodes of a Kata pool, and selected by the RuntimeClass. Reserved: nobody else can set it. */
export const kataNodeLabel = 'kubernetes.azure.com/kata-vm-isolation';

/** Labels with which AKS marked the nodes of the previews. */
export const oldKataNodeLabels: readonly string[] = [
  'kubernetes.azure.com/kata-mshv-vm-isolation',
  'kubernetes.azure.com/kata-cc-isolation',
];

/**
 * Names under which AKS nodes configure Kata in containerd (AgentBaker's containerd template). A pod is sandboxed by
 * Kata when its RuntimeClass leads to one of them: custom classes are allowed, so a class name proves nothing.
 */
export const kataHandlers: readonly string[] = ['kata', 'kata-preview', 'kata-cc'];

/** Word of the guest's kernel command line that only Kata's agent-as-init boot sets (kata-containers `clh.go`). */
export const kataCommandLineMark = 'systemd.unit=kata-containers.target';

/** The virtual machine monitor of AKS Pod Sandboxing, as DMI names it (cloud-hypervisor `smbios.rs`). */
export const aksVmmName = 'Cloud Hypervisor';

/** Whether a pool's workload runtime is Kata's, by its name of today or of a preview. ARM's values come in any case. */
export function isKataRuntime(workloadRuntime: string): boolean {
  const names = [kataRuntime, ...oldKataRuntimes].map((name) => name.toLowerCase());
  return names.includes(workloadRuntime.toLowerCase());
}

/** Whether a RuntimeClass's handler, or one that a node lists, is AKS's Kata. */
export function isKataHandler(handler: string | null): boolean {
  return handler !== null && kataHandlers.includes(handler);
}

/**
 * Handlers that upstream's kata-deploy installs (kata-containers `tools/packaging/kata-deploy`), such as `kata-qemu` or
 * `kata-qemu-runtime-rs`: sandboxes, but not those that AKS ships and patches.
 */
const upstreamHandler = /^kata-(clh|cloud-hypervisor|dragonball|fc|qemu|remote|stratovirt)(-[a-z0-9]+)*$/;

export function isUpstreamKataHandler(handler: string): boolean {
  return upstreamHandler.test(handler);
}

/** AKS's Kata labels of whatever age that a node carries. */
export function kataLabelsOf(labels: Readonly<Record<string, string>>): string[] {
  return [kataNodeLabel, ...oldKataNodeLabels].filter((label) => labels[label] === 'true');
}

/** Whether a node runs Kata pods: by AKS's label or by what its runtime offers, whoever made the node. */
export function isKataNode(node: { kataLabels: readonly string[]; runtimeHandlers: readonly string[] }): boolean {
  return node.kataLabels.length > 0 || node.runtimeHandlers.some(isKataHandler);
}

/** Whether a kernel's command line has Kata's mark: as a word of its own, since another word may quote it. */
export function hasKataMark(commandLine: string): boolean {
  return commandLine.split(/\s+/).includes(kataCommandLineMark);
}

/** Whether people who read the name of a RuntimeClass would take it for Kata's. */
export function soundsLikeKata(runtimeClassName: string): boolean {
  return /kata|vm-isolation/i.test(runtimeClassName);
}
