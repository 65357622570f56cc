import { findVmSize } from '../../compute/vm-sizes.ts';
import type { AgentPoolProperties } from './agent-pool-schema.ts';

/** A pool's properties with nothing left open: what was asked for, and AKS's defaults. */
export type AgentPoolSettings = AgentPoolProperties & {
  count: number;
  vmSize: string;
  osType: string;
  osSKU: string;
  workloadRuntime: string;
  mode: string;
  type: string;
  enableAutoScaling: boolean;
  enableFIPS: boolean;
  orchestratorVersion: string;
};

const defaultVmSize = 'Standard_D4ds_v5';

/** What only the service writes: a client that replays what it read does not set it. */
const readOnly = [
  'provisioningState',
  'currentOrchestratorVersion',
  'powerState',
  'nodeImageVersion',
  'eTag',
  'status',
  'name',
];

/** Fills in a pool's properties: over the existing pool for an update, over the defaults for a new one. */
export function buildAgentPool(
  asked: AgentPoolProperties,
  existing: AgentPoolSettings | null,
  clusterVersion: string,
): AgentPoolSettings {
  const settable = Object.fromEntries(
    Object.entries(asked).filter(([name, value]) => !readOnly.includes(name) && !asksForDefault(name, value)),
  );
  const base = existing ?? defaultsFor(asked, clusterVersion);
  const settings: AgentPoolSettings = { ...base, ...settable };
  settings.vmSize = findVmSize(settings.vmSize)?.name ?? settings.vmSize;
  return settings;
}

/** An empty string is what Go has for one that is unset, and Azure's CLI sends it; a disk of 0 GB is the size's default. */
function asksForDefault(name: string, value: unknown): boolean {
  return value === '' || (name === 'osDiskSizeGB' && value === 0);
}

function defaultsFor(asked: AgentPoolProperties, clusterVersion: string): AgentPoolSettings {
  return {
    count: 1,
    vmSize: defaultVmSize,
    osDiskSizeGB: 128,
    osDiskType: 'Managed',
    kubeletDiskType: 'OS',
    workloadRuntime: 'OCIContainer',
    maxPods: 250,
    type: 'VirtualMachineScaleSets',
    enableAutoScaling: false,
    scaleDownMode: 'Delete',
    orchestratorVersion: clusterVersion,
    enableNodePublicIP: false,
    mode: 'User',
    osType: 'Linux',
    osSKU: asked.osType === 'Windows' ? 'Windows2022' : 'Ubuntu',
    upgradeSettings: { maxSurge: '10%' },
    enableFIPS: false,
    securityProfile: { enableVTPM: false, enableSecureBoot: false },
  };
}
