import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import type { Reaction } from '../../shared/events/plan-reaction.ts';
import type { Findings } from '../../shared/ports/findings.ts';

/** What carries out a reaction. Every part is idempotent: Event Grid delivers at least once. */
export interface Reactors {
  findings: Findings;
  /** Says that what is known of the pool no longer counts as fresh, as of a moment (ISO 8601). */
  markChanging(cluster: ClusterReference, poolName: string, at: string): Promise<void>;
  /** Sees to it that a pool, or every pool of a cluster (null), is looked at once it has been quiet. */
  startLook(cluster: ClusterReference, poolName: string | null): Promise<void>;
  /** Tells runs that wait for this pool to look now. */
  wakeRuns(cluster: ClusterReference, poolName: string): Promise<void>;
}

/**
 * Carries out what an event of the moment `at` (ISO 8601) calls for. No call of Azure: a deleted pool, too, is looked at
 * before it is retired, for it may be there again. Throws when something that it needs is down, so that the event is
 * delivered again.
 */
export async function reactToEvent(reactors: Reactors, reaction: Reaction, at: string): Promise<void> {
  switch (reaction.action) {
    case 'look-at-pool':
      await reactors.startLook(reaction.cluster, reaction.poolName);
      if (reaction.changing) await reactors.markChanging(reaction.cluster, reaction.poolName, at);
      return;
    case 'retire-pool':
      return reactors.startLook(reaction.cluster, reaction.poolName);
    case 'look-at-cluster':
    case 'retire-cluster':
      return reactors.startLook(reaction.cluster, null);
    case 'mark-changing':
      return reactors.markChanging(reaction.cluster, reaction.poolName, at);
    case 'wake':
      return reactors.wakeRuns(reaction.cluster, reaction.poolName);
    case 'record-notice':
      return recordNotice(reactors.findings, reaction, at);
    case 'none':
      return;
  }
}

async function recordNotice(
  findings: Findings,
  { cluster, notice }: Extract<Reaction, { action: 'record-notice' }>,
  at: string,
): Promise<void> {
  const { rule, severity, message, remedy } = notice;
  const found = { id: rule, cluster, rule, severity, subject: 'cluster', message, remedy, controls: [] };
  await findings.recordLook({ cluster, rules: [rule], found: [found], at });
}
