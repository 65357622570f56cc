/**
 * The format that the probe writes and the parser reads: one line `name version`, then exactly these keys, each once
 * and in any order, then the end mark. A value that the kernel does not offer is empty.
 */
export const reportHeader = 'kataproof-report 1';
export const reportEnd = 'kataproof-end';

/** Most bytes of a container's termination message (Kubernetes API, `terminationMessagePath`). */
export const terminationMessageBytes = 4096;

/** Most bytes of each value. The bound for the command line is the longest that an x86 kernel accepts. */
export const reportBounds = {
  nonce: 64,
  kernel_release: 96,
  kernel_build: 512,
  boot_id: 64,
  command_line: 2048,
  dmi_vendor: 64,
  dmi_product: 64,
  memory_kib: 16,
  cpus: 8,
  uptime_seconds: 16,
  network_interfaces: 200,
  visible_processes: 10,
} as const;

export type ReportKey = keyof typeof reportBounds;
