import type { AgentPool } from '@azure/arm-containerservice';

/**
 * What a caller may choose of a new pool beside size, number, placement and what it is marked with, by ARM's names, in
 * words. This list is the only one: what is sent, read back and compared follows from it. AKS has a default for each, so
 * what is left out is not sent.
 */
export const optionInWords = {
  mode: 'mode',
  enableAutoScaling: 'autoscaling',
  minCount: 'smallest number of nodes',
  maxCount: 'largest number of nodes',
  scaleDownMode: 'way of scaling down',
  orchestratorVersion: 'version of Kubernetes',
  osDiskSizeGB: 'size of the OS disk in GB',
  kubeletDiskType: 'disk of the kubelet',
  enableUltraSSD: 'support of ultra disks',
  messageOfTheDay: 'message of the day',
  enableNodePublicIP: 'way with public addresses of nodes',
  nodePublicIPPrefixID: 'prefix of public addresses',
  proximityPlacementGroupID: 'proximity placement group',
  hostGroupID: 'group of dedicated hosts',
  capacityReservationGroupID: 'capacity reservation group',
  networkProfile: 'network profile',
  securityProfile: 'security profile',
  kubeletConfig: 'kubelet configuration',
  linuxOSConfig: 'configuration of Linux',
  localDNSProfile: 'local DNS profile',
} as const satisfies Partial<Record<keyof AgentPool, string>>;

/** The name of an option, as ARM and its SDK write it. */
export type PoolOption = keyof typeof optionInWords;

/** Options with the SDK's own types, each of which may be left out or undefined. */
export type PoolOptions = Loose<Pick<AgentPool, PoolOption>>;

type Loose<T> = T extends (infer Item)[]
  ? Loose<Item>[]
  : T extends object
    ? { [Name in keyof T]?: Loose<T[Name]> | undefined }
    : T;

/** The options that a pool has, without those that it does not tell: ARM leaves out, or writes null, what is not set. */
export function pickOptions(pool: PoolOptions): PoolOptions {
  const names = Object.keys(optionInWords) as PoolOption[];
  return Object.fromEntries(names.filter((name) => isTold(pool[name])).map((name) => [name, pool[name]]));
}

function isTold(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
