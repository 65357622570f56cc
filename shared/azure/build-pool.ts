import type { AgentPool, AgentPoolUpgradeSettings } from '@azure/arm-containerservice';
import { pickOptions } from '../clusters/pool-options.ts';
import { quarantineTaint } from '../clusters/quarantine.ts';
import { kataRuntime } from '../isolation/kata.ts';
import type { CompletePool } from '../preflight/complete-pool.ts';
import { tagWithRun } from './run-tag.ts';
import { told } from './told.ts';

/**
 * Builds the body of the pool's PUT. The mode is User unless the caller says otherwise: pods of AKS need not run beside
 * sandboxes.
 */
export function buildPool(pool: CompletePool, runId: string): AgentPool {
  const { count, vmSize, osSKU, nodeLabels, zones } = pool;
  const nodeTaints = pool.quarantine ? [...pool.nodeTaints, quarantineTaint] : pool.nodeTaints;
  const { vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, osDiskType, enableEncryptionAtHost } = pool;
  return {
    ...{ count, vmSize, osSKU, nodeTaints, nodeLabels },
    osType: 'Linux',
    workloadRuntime: kataRuntime,
    typePropertiesType: 'VirtualMachineScaleSets',
    mode: 'User',
    tags: tagWithRun(pool.tags, runId),
    ...(zones.length > 0 && { availabilityZones: zones }),
    ...(pickOptions(pool) as Partial<AgentPool>),
    ...told({ vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, osDiskType, enableEncryptionAtHost }),
    ...(pool.upgradeSettings && { upgradeSettings: told(pool.upgradeSettings) satisfies AgentPoolUpgradeSettings }),
  };
}
