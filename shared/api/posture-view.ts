import { formatClusterId } from '../clusters/cluster-id.ts';
import type { Posture } from '../ports/postures.ts';
import { isStalePosture } from '../posture/next-posture.ts';

/** What is known of a pool as callers see it. `fresh` says whether the proof may still be relied on; stale is no pass. */
export function renderPosture(posture: Posture, now: string) {
  const { cluster, ...rest } = posture;
  const stale = isStalePosture(posture, { at: now, nodeImageVersion: null });
  return { clusterId: formatClusterId(cluster), cluster, ...rest, fresh: !stale && !posture.retired };
}
