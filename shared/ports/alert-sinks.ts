import type { AlertMessage } from '../alerts/alert-message.ts';
import type { Outcome } from './outcome.ts';

export type AlertSeverity = AlertMessage['severity'];
export type { AlertMessage };

/** Where alerts go: any number of sinks, each with a minimum severity. A sink that fails is a value, never an exception. */
export interface AlertSinks {
  /** Names of the sinks that want a message of this severity. */
  namesFor(severity: AlertSeverity): string[];
  /**
   * Renders messages of one cluster, the oldest first, in the sink's own shape and delivers them at once: all or none.
   * Final failures are those that no later try can mend. At most ten messages.
   */
  deliver(sinkName: string, messages: AlertMessage[]): Promise<Outcome<{ delivered: true }>>;
}
