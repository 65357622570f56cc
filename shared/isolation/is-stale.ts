export type Staleness = { stale: false } | { stale: true; reason: string };

/** Clocks of two machines may differ by so much before a proof counts as coming from the future. */
const clockSkewMs = 5 * 60_000;

/**
 * Whether a proof still says something. It ages: past `freshForMs`, or once the node image is another (guest kernel,
 * VMM and defaults all come with it), it is stale, and stale is not a pass. Times are ISO 8601.
 */
export function judgeStaleness(
  proof: { provenAt: string; nodeImageVersion: string | null },
  now: { at: string; nodeImageVersion: string | null; freshForMs: number },
): Staleness {
  const ageMs = Date.parse(now.at) - Date.parse(proof.provenAt);
  if (Number.isNaN(ageMs)) return { stale: true, reason: 'It is not known when the proof was made.' };
  if (ageMs < -clockSkewMs) return { stale: true, reason: 'The proof is dated in the future.' };
  if (ageMs > now.freshForMs)
    return { stale: true, reason: `The proof of ${proof.provenAt} is past its freshness limit.` };
  if (proof.nodeImageVersion !== now.nodeImageVersion)
    return {
      stale: true,
      reason: `The node image was ${proof.nodeImageVersion ?? 'unknown'} and is ${now.nodeImageVersion ?? 'unknown'} now.`,
    };
  return { stale: false };
}
