import type { PoolOptions } from '../../clusters/pool-options.ts';
import { keepsPodsOff } from '../../clusters/taint-effect.ts';

/** A field of a pool that does not go with the others. */
interface Disagreement {
  path: PropertyKey[];
  message: string;
}

interface Asked extends PoolOptions {
  count?: number | undefined;
  nodeTaints: string[];
}

/** What of a pool's fields does not go together, as far as AKS would refuse it or the pool would not be the one asked for. */
export function findDisagreements(pool: Asked): Disagreement[] {
  return [...ofScaling(pool), ...findTaintDisagreements(pool), ...ofSwap(pool), ...ofAddresses(pool)];
}

/** An autoscaled pool must say between which numbers, and may leave out where it begins. */
function ofScaling({ enableAutoScaling, minCount, maxCount, count }: Asked): Disagreement[] {
  if (!enableAutoScaling) {
    const given = Object.entries({ minCount, maxCount }).filter(([, value]) => value !== undefined);
    return given.map(([name]) => ({
      path: [name],
      message: 'is of an autoscaled pool: it needs "enableAutoScaling": true',
    }));
  }
  if (minCount === undefined) return [{ path: ['minCount'], message: 'is missing: an autoscaled pool needs it' }];
  if (maxCount === undefined) return [{ path: ['maxCount'], message: 'is missing: an autoscaled pool needs it' }];
  if (maxCount < minCount) return [{ path: ['maxCount'], message: 'must be at least minCount' }];
  if (count !== undefined && (count < minCount || count > maxCount))
    return [{ path: ['count'], message: 'must be between minCount and maxCount' }];
  return [];
}

/** The one taint that keeps pods off a System pool by force (aka.ms/aks/system-taints). */
const forSystemPools = /^CriticalAddonsOnly(=[^:]*)?:/;

/** The taints that AKS refuses for a System pool (SystemPoolHasRestrictedTaint). */
export function findTaintDisagreements({ mode, nodeTaints }: Pick<Asked, 'mode' | 'nodeTaints'>): Disagreement[] {
  if (mode !== 'System') return [];
  const bad = nodeTaints.findIndex((taint) => !forSystemPools.test(taint) && keepsPodsOff(taint));
  const message =
    'does not go with mode System: AKS takes only CriticalAddonsOnly there, and taints with effect PreferNoSchedule';
  return bad < 0 ? [] : [{ path: ['nodeTaints', bad], message }];
}

function ofSwap({ linuxOSConfig, kubeletConfig }: Asked): Disagreement[] {
  if (!linuxOSConfig?.swapFileSizeMB || kubeletConfig?.failSwapOn === false) return [];
  const message = 'needs kubeletConfig.failSwapOn to be false: the kubelet does not start otherwise';
  return [{ path: ['linuxOSConfig', 'swapFileSizeMB'], message }];
}

function ofAddresses({ enableNodePublicIP, nodePublicIPPrefixID }: Asked): Disagreement[] {
  if (nodePublicIPPrefixID === undefined || enableNodePublicIP) return [];
  return [{ path: ['nodePublicIPPrefixID'], message: 'needs "enableNodePublicIP": true' }];
}
