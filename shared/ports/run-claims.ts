/** Which run stands for a key, and what the key was claimed for. */
export interface RunClaim {
  runId: string;
  /** A hash of what was asked for: whoever comes with the same key and another fingerprint asked for something else. */
  fingerprint: string;
  /** When the key was claimed (ISO 8601). */
  at: string;
}

/** A claim as it is stored. `first` is true for the caller who wrote it, and for the same run again. */
export interface KeptClaim extends RunClaim {
  first: boolean;
}

/**
 * Decides which run stands for a key, when many ask at once at several hosts. A key is any text: `requestKey` names a
 * request that its caller may repeat. Whoever finds a claim of which the run was never started, because the claimant
 * died, starts it under the run id that is stored. Every method is atomic and throws coded errors.
 */
export interface RunClaims {
  /** The claim of a key; null when nobody has claimed it. */
  readClaim(key: string): Promise<RunClaim | null>;
  /** Claims a key. The first caller's claim is stored, and every caller gets the stored one. Idempotent. */
  claimRun(key: string, claim: RunClaim): Promise<KeptClaim>;
  /**
   * Claims a key that the run `ended` has no more use for, as one of many who saw that. When another run stands for the
   * key by now, that claim is returned. Idempotent.
   */
  claimAfter(key: string, ended: string, claim: RunClaim): Promise<KeptClaim>;
  /** Frees a key if it is this run's. Idempotent. */
  releaseRun(key: string, runId: string): Promise<void>;
}
