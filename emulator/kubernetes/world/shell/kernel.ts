import type { Identifiers } from '../controller-runtime/identifiers.ts';

/** A running kernel as its processes see it. Null means that this kernel does not have the file. */
export interface Kernel {
  /** The output of `uname -r`. */
  release: string;
  /** The output of `uname -v`. */
  version: string;
  /** The content of `/proc/version`. */
  build: string;
  bootId: string;
  commandLine: string | null;
  dmiVendor: string | null;
  dmiProduct: string | null;
  /** MemTotal of `/proc/meminfo`. */
  memoryKiB: number;
  cpus: number;
  cpuModel: string;
  /** Milliseconds since the epoch. */
  bootedAt: number;
}

/** The kernel of a Kata node with the image AKSAzureLinux-V3katagen2-202608.20.0 (AgentBaker release notes). */
export const kataHostRelease = '6.6.137.mshv2-2.azl3';
export const kataGuestRelease = '6.6.137.mshv1';
const azureLinuxRelease = '6.6.137.1-1.azl3';
const ubuntuRelease = '5.15.0-1098-azure';
const cpuModel = 'Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz';

/** Measured on a node. The firmware and the kernel keep the rest of the memory. */
const nodeMemoryShare = 15_858_032 / (16 * 1024 * 1024);

export interface NodeKernelOptions {
  kata: boolean;
  osSku: string;
  memoryMiB: number;
  vcpus: number;
  bootedAt: number;
}

/**
 * Builds the kernel of an AKS node after a boot: the MSHV root kernel on Kata images, otherwise that of the
 * distribution.
 */
export function bootNodeKernel(options: NodeKernelOptions, identifiers: Identifiers): Kernel {
  const ubuntu = /ubuntu/i.test(options.osSku);
  const release = options.kata ? kataHostRelease : ubuntu ? ubuntuRelease : azureLinuxRelease;
  const version = ubuntu
    ? '#107-Ubuntu SMP Tue Jul 14 18:02:11 UTC 2026'
    : '#1 SMP PREEMPT_DYNAMIC Thu Jul 30 21:04:52 UTC 2026';
  const builder = ubuntu
    ? '(buildd@lcy02-amd64-046) (gcc (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0, GNU ld (GNU Binutils for Ubuntu) 2.38)'
    : '(root@CBL-Mariner) (gcc (GCC) 13.2.0, GNU ld (GNU Binutils) 2.41)';
  return {
    release,
    version,
    build: `Linux version ${release} ${builder} ${version}`,
    bootId: identifiers.uuid(),
    commandLine: `BOOT_IMAGE=/boot/vmlinuz-${release} root=PARTUUID=${identifiers.uuid()} ro console=tty0 console=ttyS0 net.ifnames=0 cgroup_no_v1=all systemd.unified_cgroup_hierarchy=1`,
    dmiVendor: 'Microsoft Corporation',
    dmiProduct: 'Virtual Machine',
    memoryKiB: Math.floor(options.memoryMiB * 1024 * nodeMemoryShare),
    cpus: options.vcpus,
    cpuModel,
    bootedAt: options.bootedAt,
  };
}

export interface GuestSize {
  /** The sum of the containers' memory limits, or null when there is none. */
  memoryLimitBytes: number | null;
  /** The sum of the containers' CPU limits in cores, or null when there is none. */
  cpuLimit: number | null;
}

const defaultGuestMemoryKiB = 512 * 1024;
/** Measured in a guest. The guest kernel keeps the rest of the memory. */
const guestMemoryShare = 474_112 / defaultGuestMemoryKiB;

function sizeOfGuest(size: GuestSize): Pick<Kernel, 'memoryKiB' | 'cpus'> {
  const configuredKiB = size.memoryLimitBytes === null ? defaultGuestMemoryKiB : size.memoryLimitBytes / 1024;
  return {
    memoryKiB: Math.floor(configuredKiB * guestMemoryShare),
    cpus: size.cpuLimit === null ? 1 : Math.max(1, Math.ceil(size.cpuLimit)),
  };
}

/** Builds the kernel of a Kata guest: memory by the limits, whole vCPUs, on Cloud Hypervisor. */
export function bootKataGuest(size: GuestSize, bootedAt: number, identifiers: Identifiers): Kernel {
  const version = '#1 SMP Thu Jul 23 09:41:17 UTC 2026';
  return {
    release: kataGuestRelease,
    version,
    build: `Linux version ${kataGuestRelease} (root@CBL-Mariner) (gcc (GCC) 13.2.0, GNU ld (GNU Binutils) 2.41) ${version}`,
    bootId: identifiers.uuid(),
    commandLine:
      'root=/dev/pmem0p1 rootflags=data=ordered,errors=remount-ro ro rootfstype=ext4 panic=1 no_timer_check noreplace-smp console=ttyS0,115200n8 systemd.unit=kata-containers.target systemd.mask=systemd-networkd.service systemd.mask=systemd-networkd.socket',
    dmiVendor: 'Cloud Hypervisor',
    dmiProduct: 'cloud-hypervisor',
    ...sizeOfGuest(size),
    cpuModel,
    bootedAt,
  };
}

/** Builds the kernel of another sandbox: a kernel of its own in which nothing names Kata or a hypervisor. */
export function bootOtherSandbox(size: GuestSize, bootedAt: number, identifiers: Identifiers): Kernel {
  const version = '#1 SMP Sun Jan 10 15:06:54 PST 2016';
  return {
    release: '4.4.0',
    version,
    build: `Linux version 4.4.0 ${version}`,
    bootId: identifiers.uuid(),
    commandLine: 'BOOT_IMAGE=/vmlinuz-4.4.0-gvisor quiet',
    dmiVendor: null,
    dmiProduct: null,
    ...sizeOfGuest(size),
    cpuModel,
    bootedAt,
  };
}
