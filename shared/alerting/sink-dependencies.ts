import type { TokenCredential } from '@azure/identity';

/** What every sink needs besides its settings. */
export interface SinkDependencies {
  /** Gives tokens for Event Grid topics without a key. */
  credential: TokenCredential;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds that one request may take; `sinkLimits` by default. */
  timeoutMs?: number;
}
