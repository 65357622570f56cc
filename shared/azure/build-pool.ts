import type { AgentPool } from '@azure/arm-containerservice';
import type { PoolSpec } from '../ports/managed-clusters.ts';
import { tagWithRun } from './run-tag.ts';

/** What makes a pool a Kata pool (azure-rest-api-specs 2025-09-01; Azure Linux is the one OS SKU documented for it). */
export const kataRuntime = 'KataVmIsolation';
export const kataOsSku = 'AzureLinux';

/** The body of the pool's PUT. A User pool, so that it can be removed again. */
export function buildPool(spec: PoolSpec, runId: string): AgentPool {
  return {
    count: spec.count,
    vmSize: spec.vmSize,
    osType: 'Linux',
    osSKU: kataOsSku,
    workloadRuntime: kataRuntime,
    typePropertiesType: 'VirtualMachineScaleSets',
    mode: 'User',
    nodeTaints: spec.nodeTaints,
    nodeLabels: spec.nodeLabels,
    tags: tagWithRun(spec.tags, runId),
    ...(spec.zones.length > 0 && { availabilityZones: spec.zones }),
  };
}
