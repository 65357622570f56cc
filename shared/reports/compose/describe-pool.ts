import { placeOf } from '../../isolation/provable-pools.ts';
import type { Staleness } from '../../posture/next-posture.ts';
import type { Gap, ReportPool } from '../model/report.ts';

const staleInWords: Record<Staleness, string> = {
  age: 'it is too old',
  'node-image': 'it was made under another node image',
  changing: 'the pool is changing',
};

/** Why a proof can no longer be relied on, as a sentence; nodes that no pool has are named as verdicts name them. */
export function describeStale(because: readonly Staleness[], reason: string): string {
  const why = because.map((each) => staleInWords[each]).join(', and ');
  return `Its last proof is stale${why ? `: ${why}` : ''}. What it said then: ${reason}`;
}

/** What nobody knows of a pool, each as a gap of its report. */
export function gapsOfPool(pool: ReportPool): Gap[] {
  const { clusterId, poolName, age, verdict, because, nodesPresent } = pool;
  const subject = placeOf({ poolName });
  const gap = (kind: Gap['kind'], message: string): Gap => ({ kind, clusterId, subject, message });
  if (age === 'never') return [gap('never-proven', because)];
  return [
    ...(age === 'stale' ? [gap('stale', because)] : []),
    ...(verdict === 'inconclusive' ? [gap('inconclusive', because)] : []),
    ...(nodesPresent === null && verdict !== null ? [gap('nodes-unseen', 'Nobody has counted its nodes.')] : []),
  ];
}
