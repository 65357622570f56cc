import type { AgentPoolProperties } from './agent-pool-properties.ts';
import { arePairs, areTaints, type CliOption, pairs } from './azure-cli-pairs.ts';

type Property = keyof AgentPoolProperties;

/** Options of `az aks nodepool add` (Azure CLI 2.80, its own parameters) that take one value. */
const single: Partial<Record<Property, string>> = {
  vmSize: '--node-vm-size',
  count: '--node-count',
  osSKU: '--os-sku',
  workloadRuntime: '--workload-runtime',
  mode: '--mode',
  minCount: '--min-count',
  maxCount: '--max-count',
  scaleDownMode: '--scale-down-mode',
  orchestratorVersion: '--kubernetes-version',
  osDiskSizeGB: '--node-osdisk-size',
  osDiskType: '--node-osdisk-type',
  nodePublicIPPrefixID: '--node-public-ip-prefix-id',
  proximityPlacementGroupID: '--ppg',
  hostGroupID: '--host-group-id',
  capacityReservationGroupID: '--crg-id',
  vnetSubnetID: '--vnet-subnet-id',
  podSubnetID: '--pod-subnet-id',
  podIPAllocationMode: '--pod-ip-allocation-mode',
  maxPods: '--max-pods',
};

/** Options without a value: there to say true. */
const flags: Partial<Record<Property, string>> = {
  enableAutoScaling: '--enable-cluster-autoscaler',
  enableUltraSSD: '--enable-ultra-ssd',
  enableNodePublicIP: '--enable-node-public-ip',
  enableEncryptionAtHost: '--enable-encryption-at-host',
};

/** Options that take the name of a file with the property as JSON. */
const files: Partial<Record<Property, string>> = {
  kubeletConfig: '--kubelet-config',
  linuxOSConfig: '--linux-os-config',
  localDNSProfile: '--localdns-config',
};

const upgrade: Record<string, string> = {
  maxSurge: '--max-surge',
  maxUnavailable: '--max-unavailable',
  drainTimeoutInMinutes: '--drain-timeout',
  nodeSoakDurationInMinutes: '--node-soak-duration',
  undrainableNodeBehavior: '--undrainable-node-behavior',
};

/** What the CLI sends of itself, or another property says. */
const implied = new Set<string>(['type', 'osType']);

/** A pool as options of the CLI: null where there is none that says a property. */
export interface CliPool {
  options: CliOption[];
  /** Names of files that the options read, and their content. */
  files: Record<string, unknown>;
  /** The properties that no option says. */
  unsayable: string[];
}

/** The options of a pool. */
export function azureCliPool(properties: AgentPoolProperties): CliPool {
  const pool: CliPool = { options: [], files: {}, unsayable: [] };
  for (const [name, value] of Object.entries(properties))
    if (value !== undefined && !implied.has(name)) addOption(pool, name as Property, value);
  return pool;
}

function addOption(pool: CliPool, name: Property, value: unknown): void {
  const lists = listOf(name, value);
  if (lists) pool.options.push(...lists);
  else if (flags[name]) pool.options.push(...(value === true ? [[flags[name]]] : []));
  else if (files[name]) {
    const file = `${name}.json`;
    pool.files[file] = value;
    pool.options.push([files[name], file]);
  } else if (single[name]) pool.options.push([single[name], String(value)]);
  else pool.unsayable.push(name);
}

/** The options of properties that are lists or have parts; null for any other. */
function listOf(name: Property, value: unknown): CliOption[] | null {
  switch (name) {
    case 'nodeTaints':
      return taintsOf(value as string[]);
    case 'nodeLabels':
      return pairs('--labels', value as Record<string, string>);
    case 'tags':
      return arePairs(value as Record<string, string>) ? pairs('--tags', value as Record<string, string>) : null;
    case 'availabilityZones':
      return [['--zones', ...(value as string[])]];
    case 'upgradeSettings':
      return Object.entries(value as object).map(([part, setting]) => [upgrade[part] ?? part, String(setting)]);
    default:
      return null;
  }
}

function taintsOf(taints: readonly string[]): CliOption[] | null {
  if (taints.length === 0) return [];
  return areTaints(taints) ? [['--node-taints', taints.join(',')]] : null;
}
