/** Whether a finding stands at `now` (ISO 8601): it is not resolved, and no waiver of it is in force. */
export function standing(
  finding: { resolvedAt: string | null; waiver: { until: string } | null },
  now: string,
): boolean {
  return finding.resolvedAt === null && !isWaived(finding, now);
}

/** Whether a waiver is in force at `now` (ISO 8601). A waiver without a readable end never is. */
export function isWaived({ waiver }: { waiver: { until: string } | null }, now: string): boolean {
  return waiver !== null && Date.parse(now) <= Date.parse(waiver.until);
}
