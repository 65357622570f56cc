import type { AlertMessage } from '../alerts/alert-message.ts';

/**
 * Delivers messages of one cluster to one sink, as AlertSinks.deliver promises: all or none, and it throws coded
 * errors.
 */
export type Deliver = (alerts: readonly AlertMessage[]) => Promise<void>;
