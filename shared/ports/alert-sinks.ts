import type { AlertMessage } from '../alerts/alert-message.ts';

/** Receivers of alerts: any number of sinks, each with a minimum severity. */
export interface AlertSinks {
  /** Names of the sinks that take alerts of this severity. */
  namesFor(severity: AlertMessage['severity']): string[];
  /**
   * Delivers at most ten messages of one cluster, the oldest first, rendered in the sink's own shape: all or none of
   * them. Throws coded errors; after a final one no later try can succeed.
   */
  deliver(sinkName: string, messages: AlertMessage[]): Promise<void>;
}
