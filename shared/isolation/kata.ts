/**
 * Names under which AKS nodes configure Kata in containerd (AgentBaker's containerd template). A pod is sandboxed by
 * Kata when its RuntimeClass leads to one of them: custom classes are allowed, so a class name proves nothing.
 */
export const kataHandlers: readonly string[] = ['kata', 'kata-preview', 'kata-cc'];

/** The RuntimeClass that AKS installs on every cluster, with or without a Kata pool. */
export const kataRuntimeClassName = 'kata-vm-isolation';

/** Set to `true` by AKS on the nodes of a Kata pool, and selected by the RuntimeClass. Reserved: nobody else can set it. */
export const kataNodeLabel = 'kubernetes.azure.com/kata-vm-isolation';

/** Word of the guest's kernel command line that only Kata's agent-as-init boot sets (kata-containers `clh.go`). */
export const kataCommandLineMarker = 'systemd.unit=kata-containers.target';

/** The virtual machine monitor of AKS Pod Sandboxing, as DMI names it (cloud-hypervisor `smbios.rs`). */
export const aksVmmName = 'Cloud Hypervisor';

export function isKataHandler(handler: string | null): boolean {
  return handler !== null && kataHandlers.includes(handler);
}
