import type { Verdict } from '../isolation/evidence.ts';
import type { ProvablePool } from '../isolation/provable-pools.ts';
import { compare } from '../plain/compare.ts';
import { isStalePosture, type ProvenPosture } from '../posture/next-posture.ts';

/** The part of a pool's posture that decides whether the pool is due. */
export interface PoolOnRecord
  extends Pick<ProvenPosture, 'provenAt' | 'freshUntil' | 'nodeImageVersion' | 'changing' | 'retired'> {
  poolName: string;
  verdict: Verdict;
}

/** A pool that has to be proven now, and why. */
export interface DuePool {
  poolName: string;
  why: 'never-proven' | 'stale' | 'not-isolated' | 'due-soon';
  /** ISO 8601; null when the pool was never proven. */
  provenAt: string | null;
}

/** The moment for which pools are selected. */
export interface DueMoment {
  /** ISO 8601. */
  at: string;
  /** A proof that becomes stale within this time is due now. */
  dueWithinMs: number;
}

/**
 * A proof that gets stale before the next night has reached its cluster is renewed by this one. A night itself takes
 * time, so this is longer than a day. Milliseconds.
 */
export const dueWithinMs = 25 * 60 * 60_000;

/**
 * Selects the pools that have to be proven now: first those never proven, then by age, the oldest proof first. A pool
 * that is not isolated is always due: it may have been repaired, and "could not check" never counts as a proof.
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
      // ISO 8601 in UTC sorts correctly as text.
      .sort((a, b) => compare(a.provenAt ?? '', b.provenAt ?? '') || compare(a.poolName, b.poolName))
  );
}

/** The moment of the last proof in milliseconds since the epoch, for sorting; minus infinity when there is none. */
export function age({ provenAt }: Pick<DuePool, 'provenAt'>): number {
  return provenAt === null ? Number.NEGATIVE_INFINITY : Date.parse(provenAt);
}

/** Whether a proof may be relied on: `due` is still fresh, and the nightly check would renew it now. */
export type ProofAge = 'fresh' | 'due' | 'stale';

/**
 * How old the proof of a pool is for the nightly check at `at` (ISO 8601), under the image that ARM shows now, or null
 * where that was not asked. A pool that changes or no longer exists has no proof to rely on: `stale`.
 */
export function ageOfProof(posture: PoolOnRecord, now: { at: string; nodeImageVersion: string | null }): ProofAge {
  if (posture.retired || isStalePosture(posture, now)) return 'stale';
  const { poolName } = posture;
  const pool = { poolName, nodeImageVersion: now.nodeImageVersion };
  return judgeDue(posture, pool, { at: now.at, dueWithinMs }).length > 0 ? 'due' : 'fresh';
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
