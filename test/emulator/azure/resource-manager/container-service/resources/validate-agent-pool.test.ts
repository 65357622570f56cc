import { describe, expect, test } from '@jest/globals';
import type { AgentPoolProperties } from '../../../../../../emulator/azure/resource-manager/container-service/resources/agent-pool-schema.ts';
import { buildAgentPool } from '../../../../../../emulator/azure/resource-manager/container-service/resources/build-agent-pool.ts';
import { validateAgentPool } from '../../../../../../emulator/azure/resource-manager/container-service/resources/validate-agent-pool.ts';
import { ArmError } from '../../../../../../emulator/azure/resource-manager/protocol/arm-error.ts';

const kata: AgentPoolProperties = {
  vmSize: 'Standard_D4s_v5',
  osSKU: 'AzureLinux',
  workloadRuntime: 'KataVmIsolation',
};

/** Returns the code of the refusal, or `accepted`. */
function judge(pool: AgentPoolProperties, name = 'kata', location = 'westeurope'): string {
  try {
    const settings = buildAgentPool(pool, null, '1.35');
    validateAgentPool(name, settings, { location, controlPlaneVersion: '1.35.4' });
    return 'accepted';
  } catch (error) {
    if (error instanceof ArmError) return error.code;
    throw error;
  }
}

describe('what AKS says to a pool', () => {
  test.each([
    ['Standard_D4s_v3', 'accepted'],
    ['standard_d4S_V3', 'accepted'],
    ['Standard_D4ds_v5', 'accepted'],
    ['Standard_D4as_v5', 'accepted'],
    ['Standard_E4s_v5', 'accepted'],
    ['Standard_D4as_v4', 'InvalidWorkloadRuntimeSettingError'],
    ['Standard_B2s', 'InvalidWorkloadRuntimeSettingError'],
    ['Standard_DS2_v2', 'InvalidWorkloadRuntimeSettingError'],
    ['Standard_D4ps_v5', 'InvalidWorkloadRuntimeSettingError'],
    ['Standard_DC4as_v5', 'InvalidWorkloadRuntimeSettingError'],
    ['Standard_DC2s_v2', 'InvalidWorkloadRuntimeSettingError'],
    ['Standard_A2_v2', 'InvalidWorkloadRuntimeSettingError'],
    ['Standard_NC24ads_A100_v4', 'BadRequest'],
    ['Foo', 'BadRequest'],
  ])('a Kata pool of %s is %s', (vmSize, verdict) => {
    expect(judge({ ...kata, vmSize })).toBe(verdict);
  });

  test('an ordinary pool needs no nested virtualization', () => {
    expect(judge({ vmSize: 'Standard_D4as_v4' })).toBe('accepted');
  });

  const invalidRuntime = 'InvalidWorkloadRuntimeSettingError';
  test.each<[string, AgentPoolProperties, string]>([
    ['on Ubuntu', { ...kata, osSKU: 'Ubuntu' }, invalidRuntime],
    ['with FIPS', { ...kata, enableFIPS: true }, invalidRuntime],
    ['with Artifact Streaming', { ...kata, artifactStreamingProfile: { enabled: true } }, invalidRuntime],
    ['with Trusted Launch', { ...kata, securityProfile: { enableVTPM: true } }, invalidRuntime],
    ['of the retired WasmWasi', { workloadRuntime: 'WasmWasi' }, invalidRuntime],
    ['of the preview runtime', { ...kata, workloadRuntime: 'KataMshvVmIsolation' }, 'InvalidParameter'],
    ['of a made-up OS SKU', { osSKU: 'Mariner' }, 'InvalidOSSKU'],
    ['of an unknown version', { orchestratorVersion: '1.20.7' }, 'AgentPoolK8sVersionNotSupported'],
    ['newer than its control plane', { orchestratorVersion: '1.36' }, 'NodePoolMcVersionIncompatible'],
    ['of the version of its control plane', { orchestratorVersion: '1.35.4' }, 'accepted'],
    ['older than its control plane', { orchestratorVersion: '1.34' }, 'accepted'],
    ['in zone 4', { availabilityZones: ['1', '4'] }, 'AvailabilityZoneNotSupported'],
    ['in a closed zone', { vmSize: 'Standard_L8s_v3', availabilityZones: ['3'] }, 'AvailabilityZoneNotSupported'],
    ['in open zones', { availabilityZones: ['1', '2', '3'] }, 'accepted'],
    ['with a reserved label', { nodeLabels: { 'kubernetes.azure.com/kata-vm-isolation': 'true' } }, 'InvalidParameter'],
    ['with a taint of no effect', { nodeTaints: ['sandbox=kata'] }, 'InvalidParameter'],
    ['with a good taint', { nodeTaints: ['sandbox=kata:NoSchedule'] }, 'accepted'],
    ['of no nodes', { count: 0 }, 'accepted'],
    ['of minus one node', { count: -1 }, 'InvalidParameter'],
    ['of 1,000 nodes', { count: 1000 }, 'accepted'],
    ['of 1,001 nodes', { count: 1001 }, 'InvalidParameter'],
    ['for the system without nodes', { mode: 'System', count: 0 }, 'InvalidParameter'],
    ['for the system that is too small', { mode: 'System', vmSize: 'Standard_DS1_v2' }, 'SystemPoolSkuTooLow'],
    ['with bounds and no autoscaler', { minCount: 1, maxCount: 3 }, 'InvalidParameter'],
    ['with an autoscaler', { enableAutoScaling: true, minCount: 1, maxCount: 3 }, 'accepted'],
    ['with bounds upside down', { enableAutoScaling: true, minCount: 3, maxCount: 1 }, 'InvalidParameter'],
    ['in another mode', { mode: 'Gateway' }, 'InvalidParameter'],
  ])('a pool %s: %j is %s', (_, pool, verdict) => {
    expect(judge(pool)).toBe(verdict);
  });

  test.each(['Kata', '1kata', 'kata-pool', 'averylongname', ''])('no pool is called "%s"', (name) => {
    expect(judge(kata, name)).toBe('InvalidParameter');
  });

  test('a region without zones offers none', () => {
    expect(judge({ ...kata, availabilityZones: ['1'] }, 'kata', 'westus')).toBe('AvailabilityZoneNotSupported');
    expect(judge(kata, 'kata', 'westus')).toBe('accepted');
  });
});
