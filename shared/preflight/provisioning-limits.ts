import type { Refusal } from './judge-pool-request.ts';
import { surgeOf } from './surge.ts';

/** What the app may make at most, as its settings say. */
export interface ProvisioningLimits {
  /** Nodes of one pool. */
  largestPool: number;
  /** VM sizes, in which `*` stands for any characters; empty where any size is allowed. */
  vmSizes: readonly string[];
}

/** A pool that somebody asks for, as far as it counts. */
export interface AskedPool {
  vmSize: string;
  count: number;
  /** Of an autoscaled pool: as many nodes it may have at any time. */
  maxCount?: number | undefined;
  upgradeSettings?: { maxSurge?: string | undefined } | undefined;
}

/** Why a pool is beyond what the settings allow, whatever Azure would say; null when it is not. `target` names its field. */
export function judgeLimits(pool: AskedPool, limits: ProvisioningLimits, target = 'nodePool'): Refusal | null {
  const nodes = Math.max(pool.count, pool.maxCount ?? 0);
  if (nodes > limits.largestPool)
    return {
      code: 'PoolTooLarge',
      kind: 'forbidden',
      target: `${target}.${nodes > pool.count ? 'maxCount' : 'count'}`,
      message: `A pool of ${nodes} nodes is larger than this app may make: ${limits.largestPool} at most (KATAPROOF_LARGEST_POOL).`,
    };
  const whole = nodes + surgeBeyondDefault(nodes, pool.upgradeSettings?.maxSurge);
  if (whole > limits.largestPool)
    return {
      code: 'PoolTooLarge',
      kind: 'forbidden',
      target: `${target}.upgradeSettings.maxSurge`,
      message: `A pool that has ${whole} nodes while it is upgraded is larger than this app may make: ${limits.largestPool} at most (KATAPROOF_LARGEST_POOL).`,
    };
  if (isAllowedSize(pool.vmSize, limits.vmSizes)) return null;
  return {
    code: 'VmSizeNotAllowed',
    kind: 'forbidden',
    target: `${target}.vmSize`,
    message: `This app may not make nodes of size ${pool.vmSize}, but of ${limits.vmSizes.join(', ')} (KATAPROOF_ALLOWED_VM_SIZES).`,
  };
}

/** What every pool gets for upgrades, and nobody asks for, is not counted. */
function surgeBeyondDefault(nodes: number, maxSurge: string | undefined): number {
  return Math.max(0, surgeOf(nodes, maxSurge) - surgeOf(nodes, undefined));
}

/** Whether a size is one of these, or any is. Azure ignores case. */
function isAllowedSize(size: string, allowed: readonly string[]): boolean {
  return allowed.length === 0 || allowed.some((pattern) => matches(size.toLowerCase(), pattern.toLowerCase()));
}

/** Each part between two asterisks is found as early as possible, so that no pattern takes long. */
function matches(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.slice(0, text.length - last.length).indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}
