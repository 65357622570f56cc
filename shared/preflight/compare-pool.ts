import type { PoolFacts } from '../clusters/cluster-facts.ts';
import type { PoolPlacement, PoolSpec } from '../clusters/pool-spec.ts';
import { isQuarantine, withoutQuarantine } from '../clusters/quarantine.ts';
import { isNameOf } from '../isolation/current-names.ts';
import { kataRuntime } from '../isolation/kata.ts';
import { whyPoolUnprovable } from '../isolation/provable-pools.ts';
import { compareOptions } from './compare-options.ts';

/** Fields of a pool's placement, in words. */
const placementInWords = {
  vnetSubnetID: 'subnet of nodes',
  podSubnetID: 'subnet of pods',
  podIPAllocationMode: 'way of giving addresses to pods',
  maxPods: 'number of pods a node',
  osDiskType: 'type of OS disk',
  enableEncryptionAtHost: 'encryption at host',
} as const;

const upgradeInWords = {
  maxSurge: 'surge of upgrades',
  maxUnavailable: 'number of nodes unavailable in upgrades',
  drainTimeoutInMinutes: 'drain timeout of upgrades',
  nodeSoakDurationInMinutes: 'soak time of upgrades',
  undrainableNodeBehavior: 'way with nodes that cannot be drained',
} as const;

/**
 * Says in words how an existing pool differs from the one asked for; empty when it can be used. The number of nodes may
 * differ, because every node that exists is proven. A VM size that ARM does not tell is not a difference. Of the placement
 * and the options only what the caller gave counts: who gives nothing takes a pool wherever it is. Who asks for quarantine
 * takes a pool that is in it, and one that is not; who doesn't, does not take one that keeps everything off.
 */
export function comparePool(found: PoolFacts, spec: PoolSpec): string[] {
  const differences: string[] = [];
  const differ = (what: string, is: string, asked: string) => differences.push(`its ${what} is ${is}, not ${asked}`);
  if (!sameText(found.workloadRuntime, kataRuntime)) differ('workload runtime', found.workloadRuntime, kataRuntime);
  if (found.vmSizes.some((size) => !sameText(size, spec.vmSize)))
    differ('VM size', found.vmSizes.join(' and '), spec.vmSize);
  compareSets('node taints', withoutQuarantine(found.nodeTaints), spec.nodeTaints);
  if (!sameText(found.osSku, 'unknown') && !isNameOf('osSKU', found.osSku)) differ('OS SKU', found.osSku, 'AzureLinux');
  compareSets('node labels', pairs(found.nodeLabels), pairs(spec.nodeLabels));
  compareSets('availability zones', found.zones, spec.zones);
  comparePlacement(found.placement, spec);
  differences.push(...compareOptions(found, spec));
  if (!spec.quarantine && found.nodeTaints.some(isQuarantine))
    differences.push('it is in quarantine, because it has not been proven since it was made');
  const unprovable = whyPoolUnprovable(found);
  if (unprovable === 'empty') differences.push('it has no nodes');
  if (unprovable === 'stopped') differences.push('it is stopped');
  return differences;

  function comparePlacement({ upgradeSettings = {}, ...is }: PoolPlacement, asked: PoolPlacement): void {
    compareGiven(is, asked, placementInWords);
    compareGiven(upgradeSettings, asked.upgradeSettings ?? {}, upgradeInWords);
  }

  function compareGiven<T extends object>(
    is: Partial<T>,
    asked: Partial<T>,
    inWords: Record<keyof T & string, string>,
  ) {
    for (const field of Object.keys(inWords) as (keyof T & string)[]) {
      const [there, wanted] = [String(is[field] ?? 'not set'), asked[field]];
      if (wanted !== undefined && !sameText(there, String(wanted))) differ(inWords[field], there, String(wanted));
    }
  }

  function compareSets(what: string, is: string[], asked: string[]): void {
    if (is.length !== asked.length || !is.every((item) => asked.includes(item)))
      differ(`set of ${what}`, listed(is), listed(asked));
  }
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function pairs(labels: Record<string, string>): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

function listed(items: string[]): string {
  return items.length > 0 ? `[${items.join(', ')}]` : 'none';
}
