import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { poolKey } from '../../clusters/keys.ts';
import { stableHash } from '../../plain/stable-hash.ts';
import { createRunId } from '../../runs/run-id.ts';

/** The run of one cluster in one night: the same for whoever starts it, and however often. */
export function fleetRunId(fleetId: string, startedAt: string, cluster: ClusterReference): string {
  return createRunId(Date.parse(startedAt), stableHash(`${fleetId}|${poolKey(cluster, '')}`).slice(1));
}
