import type { AlertState } from '../alerts/alert-state.ts';
import type { PendingDelivery } from '../alerts/pending-delivery.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Versioned } from './postures.ts';

/**
 * What people were told about each pool, and the alerts that are still to be delivered, in Azure Tables. Every method
 * throws coded errors.
 */
export interface AlertStates {
  /** The state of a pool's alerts with its ETag; the value is null when there is none. */
  readAlertState(cluster: ClusterReference, poolName: string): Promise<Versioned<AlertState>>;
  /**
   * Writes the state if its row has not changed since it was read under `eTag` (null: if there is no row). `written` is
   * false when it has.
   */
  writeAlertState(state: AlertState, eTag: string | null): Promise<{ written: boolean }>;
  /** Queues a delivery. Idempotent: a delivery whose id is queued already changes nothing. */
  enqueueDelivery(delivery: PendingDelivery): Promise<void>;
  /**
   * At most `limit` deliveries that are due at `now` (ISO 8601), the longest due first, without dead letters. Claimed
   * ones whose claim has run out are among them.
   */
  listDueDeliveries(now: string, limit: number): Promise<PendingDelivery[]>;
  /**
   * Claims a delivery, as it was listed, for this caller until `until` (ISO 8601). `claimed` is false when the delivery
   * has changed or has been removed since.
   */
  claimDelivery(delivery: PendingDelivery, until: string): Promise<{ claimed: boolean }>;
  /** Writes a delivery anew. Does nothing when it has been removed. */
  updateDelivery(delivery: PendingDelivery): Promise<void>;
  /** Removes a delivery. Idempotent. */
  removeDelivery(id: string): Promise<void>;
}
