import { findVmSize } from '../../compute/vm-sizes.ts';
import type { AgentPoolProperties } from './agent-pool-schema.ts';

/** The complete properties of a pool: what the client asked for, and AKS's defaults for the rest. */
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

/** Only the service writes these properties. They are ignored when a client sends back what it has read. */
const readOnly = [
  'provisioningState',
  'currentOrchestratorVersion',
  'powerState',
  'nodeImageVersion',
  'eTag',
  'status',
  'name',
];

/** Completes the properties of a pool: an update keeps the existing values, a new pool gets the defaults. */
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

/**
 * Go sends an empty string for an unset string, and so does Azure's CLI. A disk of 0 GB means the default of the VM
 * size.
 */
function asksForDefault(name: string, value: unknown): boolean {
  return value === '' || (name === 'osDiskSizeGB' && value === 0);
}

function defaultsFor(asked: AgentPoolProperties, clusterVersion: string): AgentPoolSettings {
  return {
    // AKS takes an autoscaled pool without a count since its release of 27 August 2024.
    count: asked.enableAutoScaling ? (asked.minCount ?? 1) : 1,
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
