import type { AgentPool } from '@azure/arm-containerservice';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import { kataRuntime } from '../isolation/kata.ts';
import { tagWithRun } from './run-tag.ts';

/**
 * Builds the body of the pool's PUT. The mode is User, because AKS does not let anybody remove the last System pool.
 */
export function buildPool(spec: PoolSpec, runId: string): AgentPool {
  return {
    count: spec.count,
    vmSize: spec.vmSize,
    osType: 'Linux',
    // The only OS SKU that is documented for Kata pools.
    osSKU: 'AzureLinux',
    workloadRuntime: kataRuntime,
    typePropertiesType: 'VirtualMachineScaleSets',
    mode: 'User',
    nodeTaints: spec.nodeTaints,
    nodeLabels: spec.nodeLabels,
    tags: tagWithRun(spec.tags, runId),
    ...(spec.zones.length > 0 && { availabilityZones: spec.zones }),
  };
}
