/** RuntimeClasses of the previews: Pod Sandboxing before August 2025, Confidential Containers (ended March 2026). */
export const oldRuntimeClasses: readonly string[] = ['kata-mshv-vm-isolation', 'kata-cc-isolation'];

/** Labels with which AKS marked the nodes of those previews. */
export const oldNodeLabels: readonly string[] = [
  'kubernetes.azure.com/kata-mshv-vm-isolation',
  'kubernetes.azure.com/kata-cc-isolation',
];

/** `workloadRuntime` of those previews; no stable API version has them. */
export const oldWorkloadRuntimes: readonly string[] = ['KataMshvVmIsolation', 'KataCcIsolation'];
