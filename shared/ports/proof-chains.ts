import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Verdict } from '../isolation/evidence.ts';
import type { Versioned } from './postures.ts';

/** The newest record of a pool's chain. */
export interface ChainHead {
  /** Number of records that the chain has had. */
  sequence: number;
  /** The SHA-256 of the record's bytes, by which the archive has it. */
  digest: string;
}

/** A record of a chain in short. */
export interface ProofEntry extends ChainHead {
  runId: string;
  /** ISO 8601. */
  provenAt: string;
  verdict: Verdict;
  reason: string;
  nodesPresent: number | null;
  nodesProven: number;
  nodeImageVersion: string | null;
  /** Null for the first record. */
  previousDigest: string | null;
  /** Whether the archive has a signed statement about it. */
  signed: boolean;
}

/** A page of a pool's proofs; `continuation` is null after the last page. */
export interface ProofPage {
  proofs: ProofEntry[];
  continuation: string | null;
}

/**
 * The order of the records of each pool: which is the newest, and what each says in short. The records themselves are in
 * the archive. Every method throws coded errors.
 */
export interface ProofChains {
  /**
   * The newest record with its ETag; the value is null when the pool has none. `isOfNews`: it is the record by which the
   * given news was taken up.
   */
  readHead(
    cluster: ClusterReference,
    poolName: string,
    news?: string,
  ): Promise<Versioned<ChainHead> & { isOfNews?: true }>;
  /** The record by which this news was taken up; null when it was not yet. */
  findNews(cluster: ClusterReference, poolName: string, news: string): Promise<ChainHead | null>;
  /**
   * Takes a record up as the newest, if nobody else has since the head was read under `eTag` (null: if there was none) and
   * the news was not taken up yet. All or nothing: a chain never forks.
   */
  append(
    cluster: ClusterReference,
    poolName: string,
    added: { entry: ProofEntry; news: string; eTag: string | null },
  ): Promise<{ appended: boolean }>;
  /** Notes in the list that there is a statement about a record. Idempotent; nothing happens to what is not listed any more. */
  markSigned(cluster: ClusterReference, poolName: string, record: ChainHead): Promise<void>;
  /**
   * One page of a pool's proofs, newest first, those since a moment (ISO 8601) alone if one is given. Throws
   * InvalidContinuation.
   */
  listProofs(
    cluster: ClusterReference,
    poolName: string,
    page: { limit: number; continuation: string | null; since?: string | undefined },
  ): Promise<ProofPage>;
  /**
   * Forgets what was proven before a moment (ISO 8601), at most `limit` rows in one call; `more`: there may be more. The head
   * of a chain stays, however old it is, so that the chain goes on; so do the records, which the archive keeps as long as its
   * own rules say. Idempotent.
   */
  removeOlderThan(before: string, limit: number): Promise<{ removed: number; more: boolean }>;
}
