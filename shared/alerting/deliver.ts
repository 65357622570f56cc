import type { AlertMessage } from '../ports/alert-sinks.ts';
import type { Outcome } from '../ports/outcome.ts';

/** How one sink delivers messages of one cluster, as AlertSinks promises. */
export type Deliver = (alerts: readonly AlertMessage[]) => Promise<Outcome<{ delivered: true }>>;
