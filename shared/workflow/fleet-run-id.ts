import { createRunId } from '../isolation/run-id.ts';
import { stableHash } from '../isolation/stable-hash.ts';
import type { ClusterReference } from '../ports/cluster-reference.ts';
import { poolKey } from '../posture/change-key.ts';

/** The run of one cluster in one night: the same for whoever starts it, and however often. */
export function fleetRunId(fleetId: string, startedAt: string, cluster: ClusterReference): string {
  return createRunId(Date.parse(startedAt), stableHash(`${fleetId}|${poolKey(cluster, '')}`).slice(1));
}
