import type { PoolFacts } from '../clusters/cluster-facts.ts';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import { kataRuntime } from '../isolation/kata.ts';
import { whyPoolUnprovable } from '../isolation/provable-pools.ts';

/** Every name that the OS SKU Azure Linux has had. */
const azureLinux = ['azurelinux', 'azurelinux3', 'cblmariner', 'mariner'];

/**
 * Says in words how an existing pool differs from the one asked for; empty when it can be used. The number of nodes may
 * differ, because every node that exists is proven.
 */
export function comparePool(found: PoolFacts, spec: PoolSpec): string[] {
  const differences: string[] = [];
  const differ = (what: string, is: string, asked: string) => differences.push(`its ${what} is ${is}, not ${asked}`);
  if (!sameText(found.workloadRuntime, kataRuntime)) differ('workload runtime', found.workloadRuntime, kataRuntime);
  if (!sameText(found.vmSize, spec.vmSize)) differ('VM size', found.vmSize, spec.vmSize);
  if (!azureLinux.includes(found.osSku.toLowerCase())) differ('OS SKU', found.osSku, 'AzureLinux');
  if (!sameSet(found.nodeTaints, spec.nodeTaints))
    differ('set of node taints', listed(found.nodeTaints), listed(spec.nodeTaints));
  const unprovable = whyPoolUnprovable(found);
  if (unprovable === 'empty') differences.push('it has no nodes');
  if (unprovable === 'stopped') differences.push('it is stopped');
  return differences;
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function sameSet(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

function listed(items: string[]): string {
  return items.length > 0 ? `[${items.join(', ')}]` : 'none';
}
