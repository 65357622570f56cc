import type { Verdict } from '../isolation/evidence.ts';
import type { ProvablePool } from '../isolation/provable-pools.ts';
import { compare } from '../plain/compare.ts';
import { isStalePosture, type ProvenPosture } from '../posture/next-posture.ts';

/** What memory has of a pool. */
export interface PoolOnRecord
  extends Pick<ProvenPosture, 'provenAt' | 'freshUntil' | 'nodeImageVersion' | 'changing' | 'retired'> {
  poolName: string;
  verdict: Verdict;
}

export interface DuePool {
  poolName: string;
  why: 'never-proven' | 'stale' | 'not-isolated' | 'due-soon';
  /** ISO 8601; null: never. */
  provenAt: string | null;
}

export interface DueMoment {
  /** ISO 8601. */
  at: string;
  /** What will be stale so soon is proven now. */
  dueWithinMs: number;
}

/**
 * The pools that have to be proven now, the oldest proof first and those without one before all. What is not isolated is
 * looked at again every time: it may have been mended, and "could not check" never counts as a proof.
 */
export function selectDuePools(
  postures: readonly PoolOnRecord[],
  pools: readonly ProvablePool[],
  now: DueMoment,
): DuePool[] {
  const known = new Map(postures.map((posture) => [posture.poolName.toLowerCase(), posture]));
  return (
    pools
      .flatMap((pool) => judgeDue(known.get(pool.poolName.toLowerCase()), pool, now))
      // ISO 8601 in UTC sorts as text.
      .sort((a, b) => compare(a.provenAt ?? '', b.provenAt ?? '') || compare(a.poolName, b.poolName))
  );
}

/** Milliseconds since the epoch, for sorting: never proven comes first. */
export function age({ provenAt }: Pick<DuePool, 'provenAt'>): number {
  return provenAt === null ? Number.NEGATIVE_INFINITY : Date.parse(provenAt);
}

function judgeDue(posture: PoolOnRecord | undefined, pool: ProvablePool, now: DueMoment): DuePool[] {
  const { poolName } = pool;
  if (!posture || posture.retired) return [{ poolName, why: 'never-proven', provenAt: null }];
  const { provenAt } = posture;
  const image = { nodeImageVersion: pool.nodeImageVersion };
  if (isStalePosture(posture, { at: now.at, ...image })) return [{ poolName, why: 'stale', provenAt }];
  if (posture.verdict !== 'isolated') return [{ poolName, why: 'not-isolated', provenAt }];
  const soon = new Date(Date.parse(now.at) + now.dueWithinMs).toISOString();
  return isStalePosture(posture, { at: soon, ...image }) ? [{ poolName, why: 'due-soon', provenAt }] : [];
}
