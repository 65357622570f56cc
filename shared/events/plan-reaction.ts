import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { ClusterEvent } from './cluster-event.ts';

/** What an event makes us do. An event never decides a verdict: it is a reason to look. */
export type Reaction =
  /**
   * Start a look at the pool, which proves the pool if it has changed. `changing`: also mark its posture as changing.
   */
  | { action: 'look-at-pool'; cluster: ClusterReference; poolName: string; changing: boolean }
  /**
   * Start a look at the cluster, which proves every Kata pool that has changed. `changing`: also mark the postures of all
   * its pools as changing.
   */
  | { action: 'look-at-cluster'; cluster: ClusterReference; changing: boolean }
  /** The kernels of the pool are about to change, so its posture no longer counts as fresh. */
  | { action: 'mark-changing'; cluster: ClusterReference; poolName: string }
  /** Start a look that retires the pool's posture if the pool is really gone. */
  | { action: 'retire-pool'; cluster: ClusterReference; poolName: string }
  /** Start a look that retires all postures of the cluster if the cluster is really gone. */
  | { action: 'retire-cluster'; cluster: ClusterReference }
  /** This app itself wrote to the pool, or the cluster (null): wake the run that waits for it, and start nothing. */
  | { action: 'wake'; cluster: ClusterReference; poolName: string | null }
  | { action: 'record-notice'; cluster: ClusterReference; notice: Notice }
  | { action: 'none'; why: string };

/** A notice about a cluster. It is recorded as a finding. */
export interface Notice {
  rule: 'kubernetes-version-available' | 'support-ending' | 'support-ended' | 'maintenance';
  severity: 'info' | 'low' | 'medium' | 'high';
  message: string;
  remedy: string;
  /** What the notice is about, such as one version of Kubernetes. */
  subject: string;
  /** Tells notices of one rule apart: a later word about the same thing has the same identity. */
  identity: string;
  /** Whether the notice is over: its finding is resolved. */
  over: boolean;
  /** Rules whose notices about the same subject this one takes the place of. */
  replaces: Notice['rule'][];
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
      if (isOwn(event.principalIds, ownPrincipalIds)) return { action: 'wake', cluster: event.cluster, poolName: null };
      return { action: 'look-at-cluster', cluster: event.cluster, changing: false };
    case 'cluster-restarted':
      return { action: 'look-at-cluster', cluster: event.cluster, changing: true };
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
        // The newest version is the one that counts.
        ...{ subject: 'cluster', identity: 'newest', over: false, replaces: [] },
      };
    case 'support-ending':
    case 'support-ended':
      return noticeOfSupport(event);
    case 'maintenance':
      return noticeOfMaintenance(event);
  }
}

/** Nothing but an upgrade helps, so the notices say so from the first one on. */
function noticeOfSupport(event: Extract<NoticeEvent, { kind: 'support-ending' | 'support-ended' }>): Notice {
  const { kind, kubernetesVersion: version, endsAt, noticeId, status } = event;
  const subject = version ? `Kubernetes ${version}` : 'cluster';
  const what = version ? `Kubernetes ${version}` : "the cluster's version of Kubernetes";
  const day = endsAt ? ` The last day is ${endsAt.slice(0, 10)}.` : '';
  const own = { subject, identity: noticeId ?? `version ${version}`, over: isOver(status) };
  if (kind === 'support-ending')
    return {
      rule: 'support-ending',
      severity: 'medium',
      message: `Support for ${what} is ending.${day}`,
      remedy: 'Upgrade the cluster before support ends: later node images, and fixes to Kata in them, need it.',
      ...own,
      replaces: [],
    };
  return {
    rule: 'support-ended',
    severity: 'high',
    message: `Support for ${what} has ended.${day}`,
    remedy: 'Upgrade the cluster now: its node images get no more fixes.',
    ...own,
    // AKS says so again every week, each time as a new notice.
    replaces: version && !own.over ? ['support-ending', 'support-ended'] : [],
  };
}

function noticeOfMaintenance(event: Extract<NoticeEvent, { kind: 'maintenance' }>): Notice {
  const { source, status, description, noticeId } = event;
  const failed = /fail/i.test(status);
  return {
    rule: 'maintenance',
    severity: failed ? 'medium' : 'info',
    message: `Maintenance by ${source}: ${status}. ${description}`.trim(),
    remedy: failed
      ? 'Look at the cluster: az aks show names what failed. Kata pools are proven again when their nodes have changed.'
      : 'Nothing to do: Kata pools are proven again when their nodes have changed.',
    ...{ subject: 'cluster', identity: noticeId ?? source, over: isOver(status), replaces: [] },
  };
}

/** Whether nothing more will come of what AKS announced. `Failed` is not over: somebody should look. */
function isOver(status: string | null): boolean {
  return status !== null && /^\s*(completed|cancell?ed)\s*$/i.test(status);
}
