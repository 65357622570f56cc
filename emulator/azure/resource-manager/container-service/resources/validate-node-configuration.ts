import type { AgentPoolSettings } from './build-agent-pool.ts';
import { invalid } from './invalid-parameter.ts';

/**
 * Throws AKS's 400 for disks and a configuration of nodes that no pool can have (Microsoft Learn, "Custom node configuration
 * reference for AKS node pools"). Of the numbers there only those are checked that one can get wrong together.
 */
export function validateNodeConfiguration(pool: AgentPoolSettings): void {
  const { osDiskSizeGB = 128, kubeletDiskType, scaleDownMode, kubeletConfig = {}, linuxOSConfig = {} } = pool;
  if (osDiskSizeGB < 30 || osDiskSizeGB > 2048) throw invalid('osDiskSizeGB', '30 to 2048');
  oneOf('kubeletDiskType', kubeletDiskType, ['OS', 'Temporary']);
  oneOf('scaleDownMode', scaleDownMode, ['Delete', 'Deallocate']);
  oneOf('kubeletConfig.cpuManagerPolicy', kubeletConfig.cpuManagerPolicy, ['none', 'static']);
  const policies = ['none', 'best-effort', 'restricted', 'single-numa-node'];
  oneOf('kubeletConfig.topologyManagerPolicy', kubeletConfig.topologyManagerPolicy, policies);
  if ((kubeletConfig.imageGcLowThreshold ?? 80) > (kubeletConfig.imageGcHighThreshold ?? 85))
    throw invalid('kubeletConfig.imageGcLowThreshold', 'at most imageGcHighThreshold');
  // The kubelet's own default is to fail where there is swap.
  if ((linuxOSConfig.swapFileSizeMB ?? 0) > 0 && kubeletConfig.failSwapOn !== false)
    throw invalid('linuxOSConfig.swapFileSizeMB', '0 unless kubeletConfig.failSwapOn is false');
  if (pool.nodePublicIPPrefixID !== undefined && !pool.enableNodePublicIP)
    throw invalid('nodePublicIPPrefixID', 'absent unless enableNodePublicIP is true');
  for (const { portStart = 1, portEnd = portStart } of pool.networkProfile?.allowedHostPorts ?? [])
    if (portStart < 1 || portEnd > 65535 || portStart > portEnd)
      throw invalid('networkProfile.allowedHostPorts', 'ranges of ports from 1 to 65535');
}

function oneOf(name: string, value: string | undefined, allowed: string[]): void {
  if (value !== undefined && !allowed.includes(value)) throw invalid(name, allowed.join(' or '));
}
