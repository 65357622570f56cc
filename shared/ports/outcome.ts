/**
 * What an activity hands back over the Durable boundary, where error classes do not survive: expected failures are
 * values. `retryable` failures heal by waiting (honour `retryAfterMs` when given), the others never do.
 */
export interface Failure {
  /** A code of shared/errors.ts, or the code that Azure or Kubernetes gave. */
  code: string;
  /** Says what happened and what to do. Never holds a token, a kubeconfig or a signed URL. */
  message: string;
  retryable: boolean;
  /** Milliseconds that the server asked us to wait (Retry-After), or null. */
  retryAfterMs: number | null;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure };
