import type { ClusterReference } from '../clusters/cluster-reference.ts';

/** One state of something that AKS announces, carries out and ends. */
interface Announced {
  /** The same in all its states; null for an event of the cluster's own topic, which knows no states. */
  noticeId: string | null;
  /** AKS's own word, such as `Scheduled`, `Started`, `Completed` or `Failed`; null as above. */
  status: string | null;
}

interface Known {
  /** The event's own id, which is the same on every delivery. */
  id: string;
  /** ISO 8601; null when the event does not say. */
  at: string | null;
  /** Spelled as in the event. */
  cluster: ClusterReference;
}

/** What an event means to us, in whichever schema it came. Claims and other personal data are dropped. */
export type ClusterEvent =
  /** An upgrade of a pool has begun, succeeded or failed: its kernels are about to change or have changed. */
  | (Known & { kind: 'pool-rolling-started' | 'pool-rolling-succeeded' | 'pool-rolling-failed'; poolName: string })
  | (Known & { kind: 'new-kubernetes-version'; latestSupported: string | null })
  | (Known &
      Announced & {
        kind: 'support-ending' | 'support-ended';
        /** Null when the event does not say. */
        kubernetesVersion: string | null;
        /** ISO 8601: the day that AKS gives; null when it gives none. */
        endsAt: string | null;
      })
  | (Known & Announced & { kind: 'maintenance'; source: string; status: string; description: string })
  /** Something was written or deleted through ARM: a reason to look, not a fact to rely on. */
  | (Known & { kind: 'pool-written' | 'pool-deleted'; poolName: string; principalIds: string[] })
  | (Known & { kind: 'cluster-written' | 'cluster-deleted' | 'cluster-restarted'; principalIds: string[] })
  /** An event that does not concern us: acknowledged. */
  | { kind: 'unknown'; id: string | null; type: string }
  /** The event does not have the fields of its type: logged, acknowledged, never retried. */
  | { kind: 'malformed'; id: string | null; type: string | null; reason: string };
