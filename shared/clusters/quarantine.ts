import type { PoolSpec } from './pool-spec.ts';

/** The key of the taint that keeps everything off a pool until it is proven. */
export const quarantineKey = 'kataproof.io/quarantine';

/** The taint in ARM's form. Pods that were there first would stay, and so a pool is born with it. */
export const quarantineTaint = `${quarantineKey}=unproven:NoSchedule`;

/** Whether a taint in ARM's form (`key=value:Effect`) is the one of quarantine, whatever its value and effect are. */
export function isQuarantine(taint: string): boolean {
  return /^[^=:]*/.exec(taint)?.[0] === quarantineKey;
}

/** The taints without that of quarantine. */
export function withoutQuarantine(taints: readonly string[]): string[] {
  return taints.filter((taint) => !isQuarantine(taint));
}

/** The pool that somebody asks for, who says beside it whether it is to be born in quarantine. */
export function asAsked(nodePool: PoolSpec, quarantine: boolean): PoolSpec {
  return quarantine ? { ...nodePool, quarantine } : nodePool;
}
