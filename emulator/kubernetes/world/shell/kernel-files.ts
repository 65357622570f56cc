import type { Kernel } from './kernel.ts';

const interfaces = ['eth0', 'lo'];

/** Returns the files of /proc and /sys that do not change while the kernel runs. */
export function staticKernelFiles(kernel: Kernel): Record<string, string> {
  const files: Record<string, string> = {
    '/proc/version': `${kernel.build}\n`,
    '/proc/sys/kernel/osrelease': `${kernel.release}\n`,
    '/proc/sys/kernel/ostype': 'Linux\n',
    '/proc/sys/kernel/version': `${kernel.version}\n`,
    '/proc/sys/kernel/random/boot_id': `${kernel.bootId}\n`,
    '/proc/meminfo': memoryFile(kernel),
    '/proc/cpuinfo': Array.from({ length: kernel.cpus }, (_, index) => processorEntry(kernel, index)).join('\n'),
    '/proc/loadavg': '0.08 0.03 0.01 1/87 12\n',
    '/proc/filesystems': 'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\toverlay\n\text4\n',
    '/proc/mounts': 'overlay / overlay rw,relatime 0 0\nproc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\n',
    '/proc/net/dev': networkFile(),
  };
  if (kernel.commandLine !== null) files['/proc/cmdline'] = `${kernel.commandLine}\n`;
  if (kernel.dmiVendor !== null) files['/sys/class/dmi/id/sys_vendor'] = `${kernel.dmiVendor}\n`;
  if (kernel.dmiProduct !== null) files['/sys/class/dmi/id/product_name'] = `${kernel.dmiProduct}\n`;
  for (const [index, name] of interfaces.entries()) {
    files[`/sys/class/net/${name}/address`] = name === 'lo' ? '00:00:00:00:00:00\n' : 'ee:ee:ee:0a:f4:01\n';
    files[`/sys/class/net/${name}/ifindex`] = `${index + 1}\n`;
    files[`/sys/class/net/${name}/mtu`] = name === 'lo' ? '65536\n' : '1500\n';
    files[`/sys/class/net/${name}/operstate`] = name === 'lo' ? 'unknown\n' : 'up\n';
  }
  return files;
}

/** Renders `/proc/uptime`: the seconds since boot, and the idle seconds of all processors. */
export function uptimeFile(kernel: Kernel, now: number): string {
  const seconds = Math.max(0, (now - kernel.bootedAt) / 1000);
  return `${seconds.toFixed(2)} ${(seconds * kernel.cpus * 0.93).toFixed(2)}\n`;
}

function memoryFile({ memoryKiB }: Kernel): string {
  const line = (name: string, kiB: number) => `${`${name}:`.padEnd(16)}${String(Math.floor(kiB)).padStart(8)} kB\n`;
  return [
    line('MemTotal', memoryKiB),
    line('MemFree', memoryKiB * 0.71),
    line('MemAvailable', memoryKiB * 0.84),
    line('Buffers', memoryKiB * 0.01),
    line('Cached', memoryKiB * 0.14),
    line('SwapTotal', 0),
    line('SwapFree', 0),
  ].join('');
}

function processorEntry({ cpuModel, cpus }: Kernel, index: number): string {
  const fields = {
    'processor\t': String(index),
    'vendor_id\t': 'GenuineIntel',
    'cpu family\t': '6',
    'model\t\t': '106',
    'model name\t': cpuModel,
    'cpu MHz\t\t': '2793.437',
    'siblings\t': String(cpus),
    'cpu cores\t': String(cpus),
    'flags\t\t':
      'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat sse sse2 ht syscall nx rdtscp lm hypervisor avx2',
  };
  return `${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('')}`;
}

function networkFile(): string {
  const header =
    'Inter-|   Receive                                                |  Transmit\n' +
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
  const row = (name: string) =>
    `${name.padStart(6)}:     726       9    0    0    0     0          0         0      656       8    0    0    0     0       0          0\n`;
  return header + interfaces.map(row).join('');
}
