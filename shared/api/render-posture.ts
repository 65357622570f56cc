import { formatClusterId } from '../clusters/cluster-id.ts';
import { ageOfProof } from '../fleet/select-due-pools.ts';
import type { Posture } from '../posture/posture.ts';

/** Renders a posture at `now` (ISO 8601). `fresh` says whether its proof may still be relied on; a stale one is no pass. */
export function renderPosture(posture: Posture, now: string) {
  const { cluster, quarantined = false, ...rest } = posture;
  const age = ageOfProof(posture, { at: now, nodeImageVersion: null });
  return { clusterId: formatClusterId(cluster), cluster, quarantined, ...rest, fresh: age !== 'stale', age };
}
