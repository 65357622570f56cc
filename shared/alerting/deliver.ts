import type { AlertMessage } from '../alerts/alert-message.ts';

/** How one sink delivers messages of one cluster, as AlertSinks promises. */
export type Deliver = (alerts: readonly AlertMessage[]) => Promise<void>;
