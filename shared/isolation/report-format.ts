/**
 * The format in which the probe speaks and the parser listens. One line `name version`, then exactly these keys, each
 * once and in any order, then the end mark. A source that the kernel does not offer leaves its value empty.
 */
export const reportHeader = 'kataproof-report 1';
export const reportEnd = 'kataproof-end';

/** A container's termination message holds so many bytes (Kubernetes API, `terminationMessagePath`). */
export const terminationMessageBytes = 4096;

/** Longest value of each key, in bytes. 2048 is the longest command line that an x86 kernel takes. */
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
