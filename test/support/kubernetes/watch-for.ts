import type { PairWatch } from '../../../shared/ports/verification-cluster.ts';

/** A watch that nobody cancels, and that no trouble ends. */
export function watchFor(timeoutMs: number): PairWatch {
  return { timeoutMs, told: null, signal: new AbortController().signal };
}
