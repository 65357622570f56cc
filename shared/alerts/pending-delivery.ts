/** A message that still has to reach a sink. It stays until the sink took it or its tries are used up. */
export interface PendingDelivery {
  /** Stable: alert id and sink. */
  id: string;
  sink: string;
  /** The alert as JSON-safe data, rendered for the sink only when it is sent. */
  alert: Record<string, unknown>;
  attempts: number;
  /** ISO 8601. */
  nextAttemptAt: string;
  lastError: string | null;
  /** Tries used up: kept as a dead letter. */
  dead: boolean;
  /** Somebody is sending it, and has until `nextAttemptAt` to tell how it went. */
  claimed?: boolean;
}
