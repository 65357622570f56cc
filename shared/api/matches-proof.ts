import type { Verdict } from '../isolation/evidence.ts';

interface Proven {
  lastProof: { verdict: Verdict; since: string } | null;
}

/**
 * Whether one pool of a rendered cluster has a proof with this verdict that is no older than `since` (ISO 8601). What is
 * left out is true of any; a cluster of which no proof is known matches only a filter that asks for none.
 */
export function matchesProof(
  cluster: { nodePools: readonly Proven[] | null; autoProvisioned: Proven | null },
  { verdict, since }: { verdict?: Verdict; since?: string },
): boolean {
  if (verdict === undefined && since === undefined) return true;
  return [...(cluster.nodePools ?? []), cluster.autoProvisioned].some((pool) => {
    const proof = pool?.lastProof;
    return (
      proof && (verdict === undefined || proof.verdict === verdict) && (since === undefined || proof.since >= since)
    );
  });
}
