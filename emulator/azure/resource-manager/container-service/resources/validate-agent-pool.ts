import { closedZones, isOffered } from '../../compute/size-restrictions.ts';
import { findVmSize, type VmSize } from '../../compute/vm-sizes.ts';
import { aksError } from '../../protocol/arm-error.ts';
import { findLocation } from '../../subscriptions/locations.ts';
import type { AgentPoolSettings } from './build-agent-pool.ts';
import { invalid } from './invalid-parameter.ts';
import { compareMinorVersions, poolVersionsUnder, resolvePoolVersion } from './kubernetes-versions.ts';
import { validateNodeConfiguration } from './validate-node-configuration.ts';
import { validatePlacement } from './validate-placement.ts';
import { validateWorkloadRuntime } from './validate-workload-runtime.ts';

/** How many nodes a pool may have (Microsoft Learn, AKS quotas). */
export const maxNodesPerPool = 1000;

const osSkus = ['Ubuntu', 'Ubuntu2204', 'Ubuntu2404', 'AzureLinux', 'AzureLinux3', 'CBLMariner', 'AzureContainerLinux'];
const systemPoolMinimum = { vcpus: 2, memoryGiB: 4 };
const taintPattern = /^[A-Za-z0-9][A-Za-z0-9._/-]*(=[A-Za-z0-9._-]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/;

export interface PoolPlace {
  location: string;
  /** The full version of the control plane. */
  controlPlaneVersion: string;
  /** The pool has run its version already, so that it does not matter whether AKS makes new pools of it. */
  keepsVersion?: boolean;
}

/**
 * Throws the error with which AKS refuses a pool that is not allowed. AKS answers it within seconds, before it creates
 * anything.
 */
export function validateAgentPool(name: string, pool: AgentPoolSettings, place: PoolPlace): void {
  if (!/^[a-z][a-z0-9]{0,11}$/.test(name))
    throw invalid('name', 'a lower-case letter, then up to 11 letters or digits');
  validateCounts(pool);
  if (!['System', 'User'].includes(pool.mode)) throw invalid('mode', 'System or User');
  if (pool.type !== 'VirtualMachineScaleSets') throw invalid('type', 'VirtualMachineScaleSets');
  if (pool.osType !== 'Linux') throw aksError(501, 'NotEmulated', `Pools of osType ${pool.osType} are not emulated.`);
  if (!osSkus.includes(pool.osSKU))
    throw aksError(
      400,
      'InvalidOSSKU',
      `OSSKU='${pool.osSKU}' is invalid, the supported OSSKUs are ${osSkus.join(', ')}.`,
    );
  const size = validateSize(name, pool, place);
  validateZones(pool, size, place);
  if (!place.keepsVersion) validateVersion(pool, place);
  validateLabelsAndTaints(pool);
  validatePlacement(pool, size);
  validateNodeConfiguration(pool);
  validateWorkloadRuntime(name, pool, size);
}

function validateCounts(pool: AgentPoolSettings): void {
  const minimum = pool.mode === 'System' ? 1 : 0;
  const inBounds = (count: number) => count >= minimum && count <= maxNodesPerPool;
  if (!inBounds(pool.count)) throw invalid('count', `${minimum} to ${maxNodesPerPool}`);
  if (!pool.enableAutoScaling) {
    if (pool.minCount !== undefined || pool.maxCount !== undefined)
      throw invalid('minCount', 'absent (as maxCount is) unless enableAutoScaling is true');
    return;
  }
  if (pool.minCount === undefined || !inBounds(pool.minCount))
    throw invalid('minCount', `${minimum} to ${maxNodesPerPool}`);
  if (pool.maxCount === undefined || !inBounds(pool.maxCount) || pool.maxCount < pool.minCount)
    throw invalid('maxCount', `minCount to ${maxNodesPerPool}`);
}

function validateSize(name: string, pool: AgentPoolSettings, place: PoolPlace): VmSize {
  const size = findVmSize(pool.vmSize);
  const location = findLocation(place.location);
  if (!size || !location || !isOffered(size, location))
    throw aksError(
      400,
      'BadRequest',
      `The VM size of AgentPoolProfile:${name} is not allowed in your subscription in location '${place.location}'. For more details, please visit https://aka.ms/cpu-quota`,
    );
  if (pool.mode === 'System' && (size.vcpus < systemPoolMinimum.vcpus || size.memoryGiB < systemPoolMinimum.memoryGiB))
    throw aksError(
      400,
      'SystemPoolSkuTooLow',
      `The VM size ${size.name} of system pool ${name} is too small: at least ${systemPoolMinimum.vcpus} vCPUs and ${systemPoolMinimum.memoryGiB} GB of memory are required.`,
    );
  return size;
}

function validateZones(pool: AgentPoolSettings, size: VmSize, place: PoolPlace): void {
  const location = findLocation(place.location);
  const closed = location ? closedZones(size, location) : [];
  const open = (location?.zones ?? []).filter((zone) => !closed.includes(zone));
  const refused = (pool.availabilityZones ?? []).filter((zone) => !open.includes(zone));
  if (refused.length > 0)
    throw aksError(
      400,
      'AvailabilityZoneNotSupported',
      `The zone(s) '${refused.join(',')}' for resource 'agentpool' is not supported. The supported zones for location '${place.location}' are '${open.join(',')}'`,
    );
}

function validateVersion(pool: AgentPoolSettings, place: PoolPlace): void {
  const version = resolvePoolVersion(pool.orchestratorVersion);
  if (version === null)
    throw aksError(
      400,
      'AgentPoolK8sVersionNotSupported',
      `Version ${pool.orchestratorVersion} is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list`,
    );
  if (
    compareMinorVersions(version, place.controlPlaneVersion) > 0 ||
    !poolVersionsUnder(place.controlPlaneVersion).includes(version)
  )
    throw aksError(
      400,
      'NodePoolMcVersionIncompatible',
      `Node pool version ${version} and control plane version ${place.controlPlaneVersion} are incompatible. A pool cannot be newer than the control plane, nor more than three minor versions older.`,
    );
}

function validateLabelsAndTaints(pool: AgentPoolSettings): void {
  const reserved = Object.keys(pool.nodeLabels ?? {}).find((label) =>
    /^([^/]*\.)?kubernetes\.azure\.com\//.test(label),
  );
  if (reserved) throw invalid('nodeLabels', `without ${reserved}: labels of kubernetes.azure.com are reserved for AKS`);
  const badTaint = (pool.nodeTaints ?? []).find((taint) => !taintPattern.test(taint));
  if (badTaint !== undefined) throw invalid('nodeTaints', `taints of the form key=value:Effect, unlike '${badTaint}'`);
  validateSystemTaints(pool);
}

/** AKS's own words: Azure/AKS#2578 and istio/istio.io#16905. */
function validateSystemTaints({ mode, nodeTaints = [] }: AgentPoolSettings): void {
  const restricted = (taint: string) => !/^CriticalAddonsOnly[=:]/.test(taint) && !taint.endsWith(':PreferNoSchedule');
  if (mode === 'System' && nodeTaints.some(restricted))
    throw aksError(
      400,
      'SystemPoolHasRestrictedTaint',
      "Placing custom taints on system pool is not supported(except 'CriticalAddonsOnly' taint or taint effect is 'PreferNoSchedule'). Please refer to https://aka.ms/aks/system-taints for detail",
      'agentPoolProfile.nodeTaints',
    );
}
