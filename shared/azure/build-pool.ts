import type { AgentPool } from '@azure/arm-containerservice';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import { kataRuntime } from '../isolation/kata.ts';
import { tagWithRun } from './run-tag.ts';

/** The body of the pool's PUT. A User pool, so that it can be removed again. */
export function buildPool(spec: PoolSpec, runId: string): AgentPool {
  return {
    count: spec.count,
    vmSize: spec.vmSize,
    osType: 'Linux',
    // The one OS SKU that is documented for Kata pools.
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
