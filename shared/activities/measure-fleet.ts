import type { Verdict } from '../isolation/evidence.ts';
import type { Postures } from '../ports/postures.ts';
import { isStalePosture } from '../posture/next-posture.ts';

/** What is known of the fleet, in numbers. */
export interface FleetMeasures {
  /** Pools that exist, by the verdict of their last proof and whether it may still be relied on. */
  pools: { verdict: Verdict; fresh: boolean; count: number }[];
  /** Nodes of these pools, as far as they were counted. */
  nodes: number;
  /** Nodes that a fresh proof has found isolated. */
  nodesProven: number;
  /** When the pool was proven whose last proof is the oldest (ISO 8601); null when no pool is known. */
  oldestProvenAt: string | null;
}

const pageSize = 500;

/** Counts the postures of all pools that exist, as they are at `at` (ISO 8601). Throws coded errors of the storage. */
export async function measureFleet(postures: Postures, at: string): Promise<FleetMeasures> {
  const counts = new Map<string, FleetMeasures['pools'][number]>();
  const measures: FleetMeasures = { pools: [], nodes: 0, nodesProven: 0, oldestProvenAt: null };
  for (let continuation: string | null = null, more = true; more; more = continuation !== null) {
    const page = await postures.listPostures({ limit: pageSize, continuation });
    continuation = page.continuation;
    for (const posture of page.postures) {
      if (posture.retired) continue;
      const { verdict, provenAt, nodesProven, nodesPresent } = posture;
      const fresh = !isStalePosture(posture, { at, nodeImageVersion: null });
      const key = `${verdict} ${fresh}`;
      counts.set(key, { verdict, fresh, count: (counts.get(key)?.count ?? 0) + 1 });
      measures.nodes += Math.max(nodesPresent ?? 0, nodesProven);
      if (fresh) measures.nodesProven += nodesProven;
      if (measures.oldestProvenAt === null || Date.parse(provenAt) < Date.parse(measures.oldestProvenAt))
        measures.oldestProvenAt = provenAt;
    }
  }
  return { ...measures, pools: [...counts.values()] };
}
