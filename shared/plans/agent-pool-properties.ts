import type { AgentPool, AgentPoolUpgradeSettings } from '@azure/arm-containerservice';
import { pickOptions } from '../clusters/pool-options.ts';
import { quarantineTaint } from '../clusters/quarantine.ts';
import { kataRuntime } from '../isolation/kata.ts';
import { told } from '../plain/told.ts';
import type { CompletePool } from '../preflight/complete-pool.ts';

/** The layer `properties` of a pool, as Azure Resource Manager names it: the SDK has another word for `type` alone. */
export type AgentPoolProperties = Omit<AgentPool, 'typePropertiesType' | 'type' | 'id' | 'name' | 'tags'> & {
  type: 'VirtualMachineScaleSets';
  tags: Record<string, string>;
};

/**
 * The properties of a new Kata pool. The mode is User unless the caller says otherwise: pods of AKS need not run beside
 * sandboxes. This is what is sent, and what every rendering of a plan says.
 */
export function agentPoolProperties(pool: CompletePool): AgentPoolProperties {
  const { count, vmSize, osSKU, nodeLabels, zones, tags } = pool;
  const nodeTaints = pool.quarantine ? [...pool.nodeTaints, quarantineTaint] : pool.nodeTaints;
  const { vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, osDiskType, enableEncryptionAtHost } = pool;
  return {
    ...{ count, vmSize, osSKU, nodeTaints, nodeLabels, tags },
    osType: 'Linux',
    workloadRuntime: kataRuntime,
    mode: 'User',
    ...(zones.length > 0 && { availabilityZones: zones }),
    ...(pickOptions(pool) as Partial<AgentPool>),
    ...told({ vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, osDiskType, enableEncryptionAtHost }),
    ...(pool.upgradeSettings && { upgradeSettings: told(pool.upgradeSettings) satisfies AgentPoolUpgradeSettings }),
    type: 'VirtualMachineScaleSets',
  };
}
