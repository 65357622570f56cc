const dayMs = 24 * 60 * 60_000;

/** Days that the list of a pool's proofs reaches back at least: a quarter, for auditors and for the page. */
const leastDays = 90;

/** What was proven before this moment (ISO 8601) leaves the list of proofs, where history is kept for so many days. */
export function forgetProofsBefore(nowMs: number, retentionDays: number): string {
  return new Date(nowMs - Math.max(retentionDays, leastDays) * dayMs).toISOString();
}
