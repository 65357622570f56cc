import type { ClusterReference } from '../clusters/cluster-reference.ts';

interface Known {
  /** The event's own id: the same on every delivery. */
  id: string;
  at: string;
  /** As the event spells it. */
  cluster: ClusterReference;
}

/** What an event means to us, whichever of its schemas it came in. Claims and other personal data are left behind. */
export type ClusterEvent =
  /** An upgrade of a pool has begun, ended well or failed: its kernels are about to change, or have. */
  | (Known & { kind: 'pool-rolling-started' | 'pool-rolling-succeeded' | 'pool-rolling-failed'; poolName: string })
  | (Known & { kind: 'new-kubernetes-version'; latestSupported: string | null })
  | (Known & { kind: 'support-ending' | 'support-ended'; kubernetesVersion: string })
  | (Known & { kind: 'maintenance'; source: string; status: string; description: string })
  /** Something was written or deleted through ARM: a hint to look, never an answer. */
  | (Known & { kind: 'pool-written' | 'pool-deleted'; poolName: string; principalIds: string[] })
  | (Known & { kind: 'cluster-written' | 'cluster-deleted'; principalIds: string[] })
  /** Nothing that concerns us: acknowledged and counted. */
  | { kind: 'unknown'; id: string | null; type: string }
  /** Not what its type promises: logged, acknowledged, never retried. */
  | { kind: 'malformed'; id: string | null; type: string | null; reason: string };
