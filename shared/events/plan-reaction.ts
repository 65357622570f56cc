import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { ClusterEvent } from './cluster-event.ts';

/** What an event makes us do. An event never decides a verdict: it is a reason to look. */
export type Reaction =
  /**
   * Start a look at the pool, which proves the pool if it has changed. `changing`: also mark its posture as changing.
   */
  | { action: 'look-at-pool'; cluster: ClusterReference; poolName: string; changing: boolean }
  /** Start a look at the cluster, which proves every Kata pool that has changed. */
  | { action: 'look-at-cluster'; cluster: ClusterReference }
  /** The kernels of the pool are about to change, so its posture no longer counts as fresh. */
  | { action: 'mark-changing'; cluster: ClusterReference; poolName: string }
  /** Start a look that retires the pool's posture if the pool is really gone. */
  | { action: 'retire-pool'; cluster: ClusterReference; poolName: string }
  /** Start a look that retires all postures of the cluster if the cluster is really gone. */
  | { action: 'retire-cluster'; cluster: ClusterReference }
  /** This app itself wrote to the pool: wake the run that waits for it, and start nothing. */
  | { action: 'wake'; cluster: ClusterReference; poolName: string }
  | { action: 'record-notice'; cluster: ClusterReference; notice: Notice }
  | { action: 'none'; why: string };

/** A notice about a cluster. It is recorded as a finding. */
export interface Notice {
  rule: 'kubernetes-version-available' | 'support-ending' | 'support-ended' | 'maintenance';
  severity: 'info' | 'low' | 'medium' | 'high';
  message: string;
  remedy: string;
}

/**
 * Decides what to do about an event. `ownPrincipalIds` are the object id and the application id of this app in lower
 * case: its own writes start no look.
 */
export function planReaction(event: ClusterEvent, ownPrincipalIds: readonly string[]): Reaction {
  switch (event.kind) {
    case 'pool-rolling-started':
      return { action: 'mark-changing', cluster: event.cluster, poolName: event.poolName };
    case 'pool-rolling-succeeded':
    case 'pool-rolling-failed':
      return { action: 'look-at-pool', cluster: event.cluster, poolName: event.poolName, changing: true };
    case 'pool-written': {
      const { cluster, poolName } = event;
      if (isOwn(event.principalIds, ownPrincipalIds)) return { action: 'wake', cluster, poolName };
      return { action: 'look-at-pool', cluster, poolName, changing: false };
    }
    case 'cluster-written':
      if (isOwn(event.principalIds, ownPrincipalIds)) return { action: 'none', why: 'our own write' };
      return { action: 'look-at-cluster', cluster: event.cluster };
    case 'pool-deleted':
      return { action: 'retire-pool', cluster: event.cluster, poolName: event.poolName };
    case 'cluster-deleted':
      return { action: 'retire-cluster', cluster: event.cluster };
    case 'new-kubernetes-version':
    case 'support-ending':
    case 'support-ended':
    case 'maintenance':
      return { action: 'record-notice', cluster: event.cluster, notice: noticeOf(event) };
    case 'unknown':
      return { action: 'none', why: `of type ${event.type}, which concerns us not` };
    case 'malformed':
      return { action: 'none', why: `malformed: ${event.reason}` };
  }
}

function isOwn(principalIds: readonly string[], ownPrincipalIds: readonly string[]): boolean {
  return principalIds.some((id) => ownPrincipalIds.includes(id));
}

type NoticeEvent = Extract<
  ClusterEvent,
  { kind: 'new-kubernetes-version' | 'support-ending' | 'support-ended' | 'maintenance' }
>;

function noticeOf(event: NoticeEvent): Notice {
  switch (event.kind) {
    case 'new-kubernetes-version':
      return {
        rule: 'kubernetes-version-available',
        severity: 'info',
        message: `Kubernetes ${event.latestSupported ?? '(a new version)'} is available for the cluster.`,
        remedy:
          'Plan the upgrade. It changes node images and so both kernels: every Kata pool is proven again after it.',
      };
    case 'support-ending':
      return {
        rule: 'support-ending',
        severity: 'medium',
        message: `Support for Kubernetes ${event.kubernetesVersion} is ending.`,
        remedy: 'Upgrade the cluster before support ends: later node images, and fixes to Kata in them, need it.',
      };
    case 'support-ended':
      return {
        rule: 'support-ended',
        severity: 'high',
        message: `Support for Kubernetes ${event.kubernetesVersion} has ended.`,
        remedy: 'Upgrade the cluster now: its node images get no more fixes.',
      };
    case 'maintenance':
      return {
        rule: 'maintenance',
        severity: /fail|outofsupport/i.test(event.status) ? 'medium' : 'info',
        message: `Maintenance by ${event.source}: ${event.status}. ${event.description}`.trim(),
        remedy: 'Nothing to do: Kata pools are proven again when their nodes have changed.',
      };
  }
}
