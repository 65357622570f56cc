import type { VmSize } from '../../compute/vm-sizes.ts';
import { aksError } from '../../protocol/arm-error.ts';
import type { AgentPoolSettings } from './build-agent-pool.ts';

const code = 'InvalidWorkloadRuntimeSettingError';

/**
 * Throws AKS's error when the workload runtime does not fit the rest of the pool. The texts for the size and for
 * WasmWasi are AKS's own. Those for OS SKU, FIPS and Artifact Streaming follow their pattern, because AKS's wording is
 * not public.
 */
export function validateWorkloadRuntime(name: string, pool: AgentPoolSettings, size: VmSize): void {
  const runtime = pool.workloadRuntime;
  if (runtime === 'OCIContainer') return;
  if (runtime === 'WasmWasi')
    throw aksError(
      400,
      code,
      `The agent pool ${name} has a deprecated workload runtime WasmWasi. WebAssembly System Interface (WASI) node pools (preview) are no longer supported on AKS. For more information on the retirement, see https://aka.ms/aks/wasi-retirement.`,
    );
  if (runtime !== 'KataVmIsolation')
    throw aksError(
      400,
      'InvalidParameter',
      `The value of parameter agentPoolProfile.workloadRuntime is invalid: '${runtime}'.`,
      'agentPoolProfile.workloadRuntime',
    );
  if (!['AzureLinux', 'AzureLinux3'].includes(pool.osSKU))
    throw aksError(400, code, 'Kata: "KataVmIsolation" has to be used with OSSKU "AzureLinux".');
  if (!size.nestedVirtualization)
    throw aksError(
      400,
      code,
      'Kata: "KataVmIsolation" has to be used with vm size that supports nested virtualization. See https://aka.ms/aks/podsandbox for details.',
    );
  if (pool.enableFIPS) throw aksError(400, code, 'Kata: "KataVmIsolation" cannot be used with FIPS enabled.');
  if (pool.artifactStreamingProfile?.enabled)
    throw aksError(400, code, 'Kata: "KataVmIsolation" cannot be used with Artifact Streaming.');
  if (pool.securityProfile?.enableVTPM || pool.securityProfile?.enableSecureBoot)
    throw aksError(400, code, 'Kata: "KataVmIsolation" cannot be used with Trusted Launch.');
}
