/**
 * Whether a finding counts: it was not resolved, and nobody accepted it for a time that still runs. A waiver without a
 * readable end waives nothing. `now` is ISO 8601.
 */
export function standing(
  finding: { resolvedAt: string | null; waiver: { until: string } | null },
  now: string,
): boolean {
  return finding.resolvedAt === null && !isWaived(finding, now);
}

export function isWaived({ waiver }: { waiver: { until: string } | null }, now: string): boolean {
  return waiver !== null && Date.parse(now) <= Date.parse(waiver.until);
}
