import type { ClusterReference } from '../clusters/cluster-reference.ts';

/**
 * Who proves which change. Events come late, twice, out of order and to several hosts; a change of a pool is proven once
 * all the same, because whoever comes first claims it under a key that everybody computes alike.
 */
export interface ChangeClaims {
  /**
   * Guarded create. The first caller's `runId` is kept; every caller gets the kept one back, so that a caller that finds
   * the run not started (the first died) starts it under the very same id.
   */
  claimChange(claim: {
    cluster: ClusterReference;
    poolName: string;
    /** Same change, same key: from pool, node image and generation, see rules. */
    changeKey: string;
    runId: string;
    at: string;
  }): Promise<{ runId: string; first: boolean }>;
  /** Guarded create: true for the first execution of a run, and for that one again (same token); false for any other. */
  beginRun(runId: string, executionToken: string): Promise<{ mine: boolean }>;
  /** Guarded create, by event id: false when the event was seen before. Only counts; nothing is decided by it. */
  countEvent(eventId: string, type: string, at: string): Promise<{ first: boolean }>;
}
