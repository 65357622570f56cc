import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { PoolToProve } from '../fleet/list-due-pools.ts';
import type { AlertSinks } from '../ports/alert-sinks.ts';
import type { AlertStates } from '../ports/alert-states.ts';
import type { ManagedClusters } from '../ports/managed-clusters.ts';
import type { Outcome } from '../ports/outcome.ts';
import type { Postures } from '../ports/postures.ts';
import type { Retention } from '../ports/retention.ts';
import type { RunRecord, RunRecords } from '../ports/run-records.ts';
import { isStalePosture } from '../posture/next-posture.ts';
import { type FleetPage, type FleetPageOrder, planFleetPage, planVisit, type VisitPlan } from './list-fleet-page.ts';
import { noteStale } from './note-stale.ts';
import { asOutcome, flatten } from './outcome.ts';
import { judgeStale, listStale } from './tell-stale.ts';

export interface FleetPorts {
  clusters: ManagedClusters;
  records: RunRecords;
  postures: Postures;
  alertStates: AlertStates;
  sinks: AlertSinks;
  retention: Retention;
}

/** Rows of each kind that one activity removes: an activity must end within the host's time limit. */
const forgottenAtOnce = 200;

const knownAtOnce = 100;

/** What the clock asks for. Each is idempotent and hands failures back as values. */
export function createFleetActivities(ports: FleetPorts) {
  const { records, postures } = ports;

  return {
    planFleetPage: (order: FleetPageOrder): Promise<Outcome<FleetPage>> => flatten(() => planFleetPage(ports, order)),

    planVisit: (order: { cluster: ClusterReference; now: string; dueWithinMs: number }): Promise<Outcome<VisitPlan>> =>
      flatten(() => planVisit(ports, order)),

    /** Clusters that we ever touched, a part at a time: all of them together could be too much for an answer. */
    listKnownClusters: (input: { offset: number }) =>
      asOutcome(async () => {
        const end = input.offset + knownAtOnce;
        const known = await records.listKnownClusters();
        return { clusters: known.slice(input.offset, end), nextOffset: end < known.length ? end : null };
      }),

    /** Records a run that nobody asked for, and that the sweeper is to look after its cluster. Guarded by the run's id. */
    recordRun: (input: { run: RunRecord }) =>
      asOutcome(async () => {
        await records.rememberCluster(input.run.cluster);
        return records.createRun(input.run);
      }),

    /** Tells of those pools whose proof is stale and that no run has come to prove since `since`. */
    noteUnproven: (input: { cluster: ClusterReference; pools: PoolToProve[]; since: string; at: string }) =>
      asOutcome(async () => {
        const images = new Map(input.pools.map((pool) => [pool.poolName.toLowerCase(), pool.nodeImageVersion]));
        const stale = (await postures.listClusterPostures(input.cluster)).filter((posture) => {
          const nodeImageVersion = images.get(posture.poolName.toLowerCase());
          if (posture.retired || nodeImageVersion === undefined || posture.provenAt >= input.since) return false;
          return isStalePosture(posture, { at: input.at, nodeImageVersion });
        });
        for (const posture of stale) await noteStale(ports, posture, input.at);
        return { stale: stale.map(({ poolName }) => poolName) };
      }),

    listStale: (input: { at: string; continuation: string | null }) => asOutcome(() => listStale(postures, input)),

    judgeStale: (input: { cluster: ClusterReference; at: string }) => asOutcome(() => judgeStale(ports, input)),

    /** Forgets a bounded part of what ended before `before`. */
    forgetOld: (input: { before: string }) =>
      asOutcome(() => ports.retention.removeOlderThan(input.before, forgottenAtOnce)),
  };
}
