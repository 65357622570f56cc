import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { SeenState } from '../events/pool-state.ts';
import type { Versioned } from './postures.ts';

/**
 * Decides who proves which change. Events come late, twice, out of order and to several hosts. A change of a pool is
 * still proven once, because the first host claims it under a key that every host computes in the same way. Throws
 * coded errors.
 */
export interface ChangeClaims {
  /**
   * Claims a change. The `runId` of the first caller is stored, and every caller gets the stored one. A caller that
   * finds that this run was never started (because the first caller died) starts it under that same id. Idempotent.
   */
  claimChange(claim: {
    cluster: ClusterReference;
    poolName: string;
    /** The key of the change: see `changeKey` in clusters/keys.ts. */
    changeKey: string;
    runId: string;
    /** When the change was seen (ISO 8601). */
    at: string;
  }): Promise<{ runId: string; first: boolean }>;
  /** The state in which a pool was seen last, with the ETag of its row; the value is null when it was never seen. */
  readSeen(cluster: ClusterReference, poolName: string): Promise<Versioned<SeenState>>;
  /**
   * Writes it if its row has not changed since it was read under `eTag` (null: if there is no row). `written` is false
   * when it has. `at` is the moment of the look (ISO 8601).
   */
  writeSeen(
    seen: { cluster: ClusterReference; poolName: string; seen: SeenState; at: string },
    eTag: string | null,
  ): Promise<{ written: boolean }>;
  /**
   * `mine` is true for the first execution of a run, and again for the same execution (same token); false for any
   * other.
   */
  beginRun(runId: string, executionToken: string): Promise<{ mine: boolean }>;
}
