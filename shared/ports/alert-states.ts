import type { AlertState } from '../alerts/alert-state.ts';
import type { Delivery, DeliveryState } from '../alerts/delivery.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Versioned } from './postures.ts';

/**
 * What people were told about each pool, and the alerts that are to be delivered or were, in Azure Tables. Every method
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
  /** Queues a delivery. Idempotent: a delivery whose id is known already, sent and dead ones included, changes nothing. */
  enqueueDelivery(delivery: Delivery): Promise<void>;
  /**
   * At most `limit` deliveries that are due at `now` (ISO 8601), the longest due first, without those that are dead or
   * sent. Claimed ones whose claim has run out are among them.
   */
  listDueDeliveries(now: string, limit: number): Promise<Delivery[]>;
  /**
   * Claims a delivery, as it was listed, for this caller until `until` (ISO 8601). `claimed` is false when the delivery
   * has changed or has been removed since.
   */
  claimDelivery(delivery: Delivery, until: string): Promise<{ claimed: boolean }>;
  /** Writes a delivery anew. Does nothing when it has been sent, or removed. */
  updateDelivery(delivery: Delivery): Promise<void>;
  /** Keeps a delivery as sent at `at` (ISO 8601). Does nothing when it has been sent already, or removed. */
  recordSent(delivery: Delivery, at: string): Promise<void>;
  /** One delivery; null when there is none of that id. Throws StoredRowUnreadable. */
  readDelivery(id: string): Promise<Delivery | null>;
  /**
   * Makes a dead letter due at `now` (ISO 8601) with all of its tries, and leaves any other as it is. Returns the delivery
   * as it is then; null when there is none of that id. Of several callers, and beside a sender, one decides.
   */
  replayDelivery(id: string, now: string): Promise<Delivery | null>;
  /**
   * One page of deliveries: of one state, dead and sent ones the newest first and queued ones the soonest due first; or of
   * all, the dead, then the queued, then the sent. A page may be short although there is a next one. Throws
   * InvalidContinuation.
   */
  listDeliveries(page: {
    limit: number;
    continuation: string | null;
    filter?: DeliveryFilter;
  }): Promise<{ deliveries: Delivery[]; continuation: string | null }>;
}

/** Which deliveries a list has. A field that is left out lets every one pass. */
export interface DeliveryFilter {
  state?: DeliveryState;
  /** Deliveries that an earlier version queued name no cluster to be found by. */
  cluster?: ClusterReference;
}
