import type { ClusterFacts } from '../../clusters/cluster-facts.ts';
import { formatClusterId } from '../../clusters/cluster-id.ts';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { ageOfProof } from '../../fleet/select-due-pools.ts';
import { isKataRuntime } from '../../isolation/kata.ts';
import {
  unpooled,
  unprovableInWords,
  whyClusterUnprovable,
  whyPoolUnprovable,
} from '../../isolation/provable-pools.ts';
import { whyStale } from '../../posture/next-posture.ts';
import type { Posture } from '../../posture/posture.ts';
import { remedyOf } from '../model/isolation-rules.ts';
import { outcomeOf } from '../model/outcome-of.ts';
import type { ReportPool } from '../model/report.ts';
import { describeStale } from './describe-pool.ts';

/** What is known of one cluster. `facts` is what ARM shows; null where it was not asked or did not answer. */
export interface KnownCluster {
  cluster: ClusterReference;
  facts: ClusterFacts | null;
  postures: readonly Posture[];
}

/**
 * The Kata pools of a cluster at `now` (ISO 8601): those that ARM shows, proven or not, and those on record that ARM was
 * not asked about. A pool that no longer exists has none.
 */
export function poolsOfCluster({ cluster, facts, postures }: KnownCluster, now: string): ReportPool[] {
  const living = postures.filter(({ retired }) => !retired);
  const place = { clusterId: formatClusterId(cluster), clusterName: cluster.name };
  const shown = facts ? kataPoolsOf(facts) : null;
  if (!shown) return living.map((posture) => describeProven(posture, place, { at: now, nodeImageVersion: null }));
  const of = (name: string) => living.find(({ poolName }) => poolName.toLowerCase() === name.toLowerCase());
  return shown.flatMap(({ name, nodeImageVersion, waits }) => {
    const posture = of(name);
    if (posture) return [describeProven(posture, place, { at: now, nodeImageVersion })];
    // Nodes of node auto-provisioning may never come: without a proof of one there is nothing to speak of.
    return name === unpooled ? [] : [describeUnproven(name, nodeImageVersion, waits, place)];
  });
}

interface ShownPool {
  name: string;
  nodeImageVersion: string | null;
  /** Why nothing can be proven there now; null when something can. */
  waits: string | null;
}

function kataPoolsOf(facts: ClusterFacts): ShownPool[] | null {
  if (!facts.pools) return null;
  const whole = whyClusterUnprovable(facts);
  const pools = facts.pools
    .filter(({ workloadRuntime }) => isKataRuntime(workloadRuntime))
    .map((pool) => {
      const why = whole ?? whyPoolUnprovable(pool);
      const waits = why && `${whole ? 'The cluster' : 'The pool'} ${unprovableInWords[why]}.`;
      return { name: pool.name, nodeImageVersion: pool.nodeImageVersion, waits };
    });
  return facts.nodeAutoProvisioning ? [...pools, { name: unpooled, nodeImageVersion: null, waits: null }] : pools;
}

type Place = Pick<ReportPool, 'clusterId' | 'clusterName'>;

function describeProven(
  posture: Posture,
  place: Place,
  now: { at: string; nodeImageVersion: string | null },
): ReportPool {
  const { poolName, verdict, reason, since, provenAt, freshUntil, nodeImageVersion } = posture;
  const age = ageOfProof(posture, now);
  const staleBecause = whyStale(posture, now);
  const stale = age === 'stale';
  const outcome = outcomeOf(verdict, stale);
  return {
    ...place,
    poolName,
    outcome,
    because: stale ? describeStale(staleBecause, reason) : reason,
    remedy: remedyOf({ verdict, outcome, age }),
    ...{ verdict, age, staleBecause, since, provenAt, freshUntil, nodeImageVersion },
    nodesPresent: posture.nodesPresent,
    nodesProven: posture.nodesProven,
    runId: posture.runId,
    evidenceDigest: posture.evidenceHash,
    quarantined: posture.quarantined ?? false,
  };
}

function describeUnproven(
  poolName: string,
  nodeImageVersion: string | null,
  waits: string | null,
  place: Place,
): ReportPool {
  const because = waits ? `It was never proven. ${waits}` : 'It was never proven.';
  const state = { outcome: 'not-checked', verdict: null, age: 'never' } as const;
  return {
    ...place,
    ...{ ...state, poolName, because, remedy: remedyOf(state), staleBecause: [] },
    ...{ since: null, provenAt: null, freshUntil: null, nodeImageVersion, nodesPresent: null, nodesProven: null },
    ...{ runId: null, evidenceDigest: null, quarantined: false },
  };
}
