import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Verdict } from '../isolation/evidence.ts';
import type { Versioned } from './postures.ts';

/** What people were last told about a pool, and what has happened since. */
export interface AlertState {
  cluster: ClusterReference;
  poolName: string;
  /** What was last announced; null before anything was. */
  announced: 'isolated' | 'not-isolated' | 'stale' | null;
  announcedVerdict: Verdict | null;
  /** Consecutive inconclusive ends that were not announced yet. */
  inconclusiveInARow: number;
  since: string;
  /** The news that led here (a run's id, or the moment of a stale look), so that the same news again changes nothing. */
  lastNewsId: string | null;
}

/** A message that still has to reach a sink. It stays until the sink took it or its tries are used up. */
export interface PendingDelivery {
  /** Stable: alert id and sink. */
  id: string;
  sink: string;
  /** The alert as JSON-safe data, rendered for the sink only when it is sent. */
  alert: Record<string, unknown>;
  attempts: number;
  /** ISO 8601. */
  nextAttemptAt: string;
  lastError: string | null;
  /** Tries used up: kept as a dead letter. */
  dead: boolean;
  /** Somebody is sending it, and has until `nextAttemptAt` to tell how it went. */
  claimed?: boolean;
}

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
