import type { AlertState } from '../alerts/alert-state.ts';
import type { PendingDelivery } from '../alerts/pending-delivery.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Versioned } from './postures.ts';

/** Alert memory: Azure Tables. Throws coded errors. */
export interface AlertStates {
  readAlertState(cluster: ClusterReference, poolName: string): Promise<Versioned<AlertState>>;
  /** Under ETag, as postures are written. */
  writeAlertState(state: AlertState, eTag: string | null): Promise<{ written: boolean }>;
  /** Guarded create: the same delivery twice is one row. */
  enqueueDelivery(delivery: PendingDelivery): Promise<void>;
  /** Deliveries due at `now`, oldest first, dead ones excepted. */
  listDueDeliveries(now: string, limit: number): Promise<PendingDelivery[]>;
  /** Takes a delivery, as it was listed, for oneself until then: `claimed: false` when it has changed or gone meanwhile. */
  claimDelivery(delivery: PendingDelivery, until: string): Promise<{ claimed: boolean }>;
  updateDelivery(delivery: PendingDelivery): Promise<void>;
  removeDelivery(id: string): Promise<void>;
}
