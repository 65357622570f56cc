import type { AlertMessage } from '../alerts/alert-message.ts';

/** Where alerts go: any number of sinks, each with a minimum severity. */
export interface AlertSinks {
  /** Names of the sinks that want a message of this severity. */
  namesFor(severity: AlertMessage['severity']): string[];
  /**
   * Renders messages of one cluster, the oldest first, in the sink's own shape and delivers them at once: all or none.
   * At most ten messages. Throws coded errors; final ones are those that no later try can mend.
   */
  deliver(sinkName: string, messages: AlertMessage[]): Promise<void>;
}
