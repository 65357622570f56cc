import type { Clock } from '../../../seams/clock.ts';

/** A token bucket of the AKS resource provider. `scope` says what has a bucket of its own. */
export interface RateLimit {
  name: string;
  burst: number;
  /** How many tokens come back in each emulated second. */
  refillPerSecond: number;
  scope: 'resource' | 'resource-group' | 'subscription';
}

/**
 * Source: Microsoft Learn, "Quotas, virtual machine size restrictions, and region availability in AKS", throttling
 * limits.
 */
export const rateLimits = {
  putAgentPool: { name: 'PUT AgentPool', burst: 20, refillPerSecond: 1 / 60, scope: 'resource' },
  putManagedCluster: { name: 'PUT ManagedCluster', burst: 20, refillPerSecond: 1 / 60, scope: 'resource' },
  getManagedCluster: { name: 'GET ManagedCluster', burst: 60, refillPerSecond: 1, scope: 'resource' },
  getOperationStatus: { name: 'GET operation status', burst: 200, refillPerSecond: 2, scope: 'subscription' },
  listInSubscription: { name: 'LIST ManagedClusters', burst: 500, refillPerSecond: 1, scope: 'subscription' },
  listInResourceGroup: {
    name: 'LIST ManagedClusters in group',
    burst: 60,
    refillPerSecond: 1,
    scope: 'resource-group',
  },
  /**
   * Source: Microsoft Learn, "Guidance for throttled requests in Azure Resource Graph": 15 queries in 5 seconds for
   * each user.
   */
  queryResourceGraph: { name: 'Resource Graph queries', burst: 15, refillPerSecond: 3, scope: 'subscription' },
  other: { name: 'all other', burst: 60, refillPerSecond: 1, scope: 'subscription' },
} as const satisfies Record<string, RateLimit>;

export interface TokenBuckets {
  /** Takes one token. Returns null, or the real seconds (a whole number, at least 1) until a token is free again. */
  take(limit: RateLimit, owner: string): number | null;
}

/**
 * Creates buckets that refill with emulated time. `speed` is the number of emulated seconds in each second of the
 * clock.
 */
export function createTokenBuckets(clock: Clock, speed: number): TokenBuckets {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return {
    take(limit, owner) {
      const key = `${limit.name}\n${owner.toLowerCase()}`;
      const perMs = (limit.refillPerSecond * speed) / 1000;
      const now = clock.now();
      const before = buckets.get(key) ?? { tokens: limit.burst, atMs: now };
      const tokens = Math.min(limit.burst, before.tokens + (now - before.atMs) * perMs);
      const granted = tokens >= 1;
      buckets.set(key, { tokens: granted ? tokens - 1 : tokens, atMs: now });
      return granted ? null : Math.max(1, Math.ceil((1 - tokens) / perMs / 1000));
    },
  };
}
