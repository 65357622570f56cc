/** An alert that still has to reach a sink. It stays until the sink has taken it or its tries are used up. */
export interface PendingDelivery {
  /** Stable: `<alert id>-<sink>`. */
  id: string;
  sink: string;
  /** The alert as plain JSON. It is rendered for the sink only when it is sent. */
  alert: Record<string, unknown>;
  /** Tries that have failed. */
  attempts: number;
  /** ISO 8601. */
  nextAttemptAt: string;
  lastError: string | null;
  /** It will not be tried again and is kept as a dead letter. */
  dead: boolean;
  /** A call is sending it, and must note the result before `nextAttemptAt`. */
  claimed?: boolean;
}
