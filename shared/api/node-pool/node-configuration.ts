import { z } from 'zod';

// "Custom node configuration reference for AKS node pools" has the ranges of all these numbers, and they change: AKS
// itself refuses what is outside, at once. Here is what each is.

const natural = z.int().min(0);
const flag = z.boolean();
const percent = z.int().min(0).max(100);
const duration = z.string().regex(/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/, 'must be a duration, such as 100ms');

/** `kubeletConfig` of a pool. */
export const kubeletConfig = z
  .strictObject({
    cpuManagerPolicy: z.enum(['none', 'static']).optional(),
    cpuCfsQuota: flag.optional(),
    cpuCfsQuotaPeriod: duration.optional(),
    imageGcHighThreshold: percent.optional(),
    imageGcLowThreshold: percent.optional(),
    topologyManagerPolicy: z.enum(['none', 'best-effort', 'restricted', 'single-numa-node']).optional(),
    allowedUnsafeSysctls: z.array(z.string().min(1).max(253)).max(50).optional(),
    failSwapOn: flag.optional(),
    containerLogMaxSizeMB: z.int().min(1).optional(),
    containerLogMaxFiles: z.int().min(2).optional(),
    podMaxPids: z.int().min(-1).optional(),
  })
  .refine(
    ({ imageGcLowThreshold: low, imageGcHighThreshold: high }) => (low ?? 0) <= (high ?? 100),
    'must have an imageGcLowThreshold that is not above imageGcHighThreshold',
  );

const sysctls = z.strictObject({
  ...{ netCoreSomaxconn: natural.optional(), netCoreNetdevMaxBacklog: natural.optional() },
  ...{ netCoreRmemDefault: natural.optional(), netCoreRmemMax: natural.optional() },
  ...{ netCoreWmemDefault: natural.optional(), netCoreWmemMax: natural.optional() },
  netCoreOptmemMax: natural.optional(),
  ...{ netIpv4TcpMaxSynBacklog: natural.optional(), netIpv4TcpMaxTwBuckets: natural.optional() },
  ...{ netIpv4TcpFinTimeout: natural.optional(), netIpv4TcpTwReuse: flag.optional() },
  ...{ netIpv4TcpKeepaliveTime: natural.optional(), netIpv4TcpKeepaliveProbes: natural.optional() },
  netIpv4TcpkeepaliveIntvl: natural.optional(),
  netIpv4IpLocalPortRange: z
    .string()
    .regex(/^\d{1,5} \d{1,5}$/, 'must be two ports with a space between them, such as "32000 60000"')
    .optional(),
  ...{ netIpv4NeighDefaultGcThresh1: natural.optional(), netIpv4NeighDefaultGcThresh2: natural.optional() },
  netIpv4NeighDefaultGcThresh3: natural.optional(),
  ...{ netNetfilterNfConntrackMax: natural.optional(), netNetfilterNfConntrackBuckets: natural.optional() },
  ...{ fsInotifyMaxUserWatches: natural.optional(), fsFileMax: natural.optional() },
  ...{ fsAioMaxNr: natural.optional(), fsNrOpen: natural.optional(), kernelThreadsMax: natural.optional() },
  ...{ vmMaxMapCount: natural.optional(), vmSwappiness: percent.optional(), vmVfsCachePressure: natural.optional() },
});

/** `linuxOSConfig` of a pool. It configures the node's kernel; a sandbox has a kernel of its own. */
export const linuxOSConfig = z.strictObject({
  sysctls: sysctls.optional(),
  transparentHugePageEnabled: z.enum(['always', 'madvise', 'never']).optional(),
  transparentHugePageDefrag: z.enum(['always', 'defer', 'defer+madvise', 'madvise', 'never']).optional(),
  swapFileSizeMB: natural.optional(),
});

const dnsOverrides = z
  .record(
    z.string().min(1).max(253),
    z.strictObject({
      queryLogging: z.enum(['Error', 'Log']).optional(),
      protocol: z.enum(['PreferUDP', 'ForceTCP']).optional(),
      forwardDestination: z.enum(['ClusterCoreDNS', 'VnetDNS']).optional(),
      forwardPolicy: z.enum(['Sequential', 'RoundRobin', 'Random']).optional(),
      maxConcurrent: natural.optional(),
      cacheDurationInSeconds: natural.optional(),
      serveStaleDurationInSeconds: natural.optional(),
      serveStale: z.enum(['Verify', 'Immediate', 'Disable']).optional(),
    }),
  )
  .refine((zones) => Object.keys(zones).length <= 50, 'must have at most 50 zones');

/** `localDNSProfile` of a pool. */
export const localDNSProfile = z.strictObject({
  mode: z.enum(['Preferred', 'Required', 'Disabled']).optional(),
  vnetDNSOverrides: dnsOverrides.optional(),
  kubeDNSOverrides: dnsOverrides.optional(),
});
