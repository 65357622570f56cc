import { formatClusterId } from '../clusters/cluster-id.ts';
import { bySeverity, type Finding, type LastInspections } from '../workloads/finding.ts';
import { isWaived, standing } from '../workloads/standing.ts';
import { waiverETag } from '../workloads/waiver-etag.ts';

const states = ['standing', 'waived', 'resolved'] as const;

/**
 * Renders findings for callers: standing ones first, and among them the most severe first. With `all` true, waived and
 * resolved findings are listed too. `now` is ISO 8601. The number of standing findings is null, not 0, for a cluster
 * that was never inspected.
 */
export function renderFindings(
  findings: Finding[],
  inspected: LastInspections,
  { now, all }: { now: string; all: boolean },
): unknown {
  const value = findings
    .map((finding) => renderFinding(finding, now))
    .filter(({ state }) => all || state === 'standing')
    .sort(
      (a, b) =>
        states.indexOf(a.state) - states.indexOf(b.state) ||
        bySeverity(a, b) ||
        a.rule.localeCompare(b.rule, 'en') ||
        a.subject.localeCompare(b.subject, 'en'),
    );
  const known = findings.length > 0 || inspected.azure !== null || inspected.workloads !== null;
  return { inspected, standing: known ? findings.filter((finding) => standing(finding, now)).length : null, value };
}

/** Renders one finding for callers, with its state at `now` (ISO 8601). */
export function renderFinding({ cluster, ...finding }: Finding, now: string) {
  return { ...finding, clusterId: formatClusterId(cluster), state: stateOf(finding, now), etag: waiverETag(finding) };
}

function stateOf(finding: Pick<Finding, 'resolvedAt' | 'waiver'>, now: string): (typeof states)[number] {
  if (finding.resolvedAt !== null) return 'resolved';
  return isWaived(finding, now) ? 'waived' : 'standing';
}
