import { parseClusterId } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';

/**
 * An alert for a sink. It waits until the sink has taken it or its tries are used up, and is kept then, as sent or as a
 * dead letter.
 */
export interface Delivery {
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
  /** When it was given up (ISO 8601); left out unless it is dead, and by versions that did not note it. */
  diedAt?: string;
  /** A call is sending it, and must note the result before `nextAttemptAt`. */
  claimed?: boolean;
  /** When the sink took it (ISO 8601); left out until then. */
  sentAt?: string;
}

/** `queued` waits for its first or next try. */
export const deliveryStates = ['queued', 'sent', 'dead'] as const;

export type DeliveryState = (typeof deliveryStates)[number];

/** What has become of a delivery. */
export function deliveryState({ sentAt, dead }: Pick<Delivery, 'sentAt' | 'dead'>): DeliveryState {
  if (sentAt !== undefined) return 'sent';
  return dead ? 'dead' : 'queued';
}

/** The cluster that an alert is about; null where nobody can tell. */
export function clusterOfDelivery({ alert: { clusterId } }: Pick<Delivery, 'alert'>): ClusterReference | null {
  return typeof clusterId === 'string' ? (parseClusterId(clusterId)?.cluster ?? null) : null;
}
