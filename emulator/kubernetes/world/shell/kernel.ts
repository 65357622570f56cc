import type { Identifiers } from '../controller-runtime/identifiers.ts';

/** A running kernel as the processes on it see it. A null is a file that this kernel does not offer. */
export interface Kernel {
  /** `uname -r`. */
  release: string;
  /** `uname -v`. */
  version: string;
  /** `/proc/version`. */
  build: string;
  bootId: string;
  commandLine: string | null;
  dmiVendor: string | null;
  dmiProduct: string | null;
  /** MemTotal. */
  memoryKiB: number;
  cpus: number;
  cpuModel: string;
  /** Milliseconds since the epoch. */
  bootedAt: number;
}

/** Kernel of a Kata node: image AKSAzureLinux-V3katagen2-202608.20.0 (AgentBaker release notes). */
export const kataHostRelease = '6.6.137.mshv2-2.azl3';
export const kataGuestRelease = '6.6.137.mshv1';
const azureLinuxRelease = '6.6.137.1-1.azl3';
const ubuntuRelease = '5.15.0-1098-azure';
const cpuModel = 'Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz';

/** 15858032 KiB of 16 GiB were seen on a node: firmware and kernel keep the rest. */
const nodeMemoryShare = 15_858_032 / (16 * 1024 * 1024);

export interface NodeKernelOptions {
  kata: boolean;
  osSku: string;
  memoryMiB: number;
  vcpus: number;
  bootedAt: number;
}

/** The kernel that an AKS node boots: the MSHV root kernel on Kata images, otherwise the distribution's. */
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
  /** Sum of the containers' memory limits, or null for none. */
  memoryLimitBytes: number | null;
  /** Sum of the containers' CPU limits, or null for none. */
  cpuLimit: number | null;
}

const defaultGuestMemoryKiB = 512 * 1024;
/** 474112 KiB of 512 MiB were seen in a guest: the rest is the guest kernel's own. */
const guestMemoryShare = 474_112 / defaultGuestMemoryKiB;

function sizeOfGuest(size: GuestSize): Pick<Kernel, 'memoryKiB' | 'cpus'> {
  const configuredKiB = size.memoryLimitBytes === null ? defaultGuestMemoryKiB : size.memoryLimitBytes / 1024;
  return {
    memoryKiB: Math.floor(configuredKiB * guestMemoryShare),
    cpus: size.cpuLimit === null ? 1 : Math.max(1, Math.ceil(size.cpuLimit)),
  };
}

/** The kernel of a Kata guest: memory from the limits, whole vCPUs, Cloud Hypervisor underneath. */
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

/** Another sandbox's kernel: one of its own, with nothing that names Kata or a hypervisor. */
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
