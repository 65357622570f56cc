import type { RunEnding } from './conclude-run.ts';

/** How a pool in quarantine is opened later, in the words of the API. */
export const howToLift = 'POST /api/verifications with this nodePool and "liftQuarantine": true';

/**
 * Why the pool of a run keeps its quarantine; null where it is to be lifted. `removes`: the run has made the pool and will
 * remove it, so that nobody can open it later.
 */
export function keepsQuarantine(
  { verdict, cutShort }: RunEnding,
  { lift, removes = false }: { lift: boolean; removes?: boolean },
): string | null {
  if (removes) return `It is ${verdict}, and this run removes it.`;
  if (verdict !== 'isolated') return `It is ${verdict}. Once what the verdict's reason says is mended: ${howToLift}.`;
  if (cutShort) return `The run was cancelled. ${howToLift}.`;
  return lift ? null : `Nobody asked to lift it: ${howToLift}.`;
}

/** The ending with what is known of a pool's quarantine. */
export function flagQuarantine(ending: RunEnding, poolName: string, quarantined: boolean): RunEnding {
  const flag = (pools: RunEnding['pools']) =>
    pools.map(({ quarantined: _before, ...pool }) => {
      const of = pool.poolName === poolName ? quarantined : _before === true;
      return of ? { ...pool, quarantined: true } : pool;
    });
  return { ...ending, pools: flag(ending.pools), remember: flag(ending.remember) };
}

/** The ending of a run whose pool was isolated until nodes came that nobody has proven. */
export function withUnprovenNodes(ending: RunEnding, poolName: string, reason: string): RunEnding {
  const doubt = (pools: RunEnding['pools']) =>
    pools.map((pool) => (pool.poolName === poolName ? { ...pool, verdict: 'inconclusive' as const, reason } : pool));
  return { ...ending, verdict: 'inconclusive', reason, pools: doubt(ending.pools), remember: doubt(ending.remember) };
}
