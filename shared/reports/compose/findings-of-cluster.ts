import { formatClusterId } from '../../clusters/cluster-id.ts';
import { compare } from '../../plain/compare.ts';
import { bySeverity, type Finding } from '../../workloads/finding.ts';
import { isWaived } from '../../workloads/standing.ts';
import type { ReportFinding } from '../model/report.ts';

/** Standing and waived findings at `now` (ISO 8601). What is resolved is history and no part of a report. */
export function findingsOfCluster(findings: readonly Finding[], now: string): ReportFinding[] {
  return findings
    .filter(({ resolvedAt }) => resolvedAt === null)
    .map((finding) => {
      const { cluster, id, rule, severity, subject, message, remedy, controls, firstSeenAt, lastSeenAt } = finding;
      const waived = isWaived(finding, now);
      return {
        ...{ clusterId: formatClusterId(cluster), clusterName: cluster.name },
        ...{ id, rule, severity, subject, message, remedy, controls, firstSeenAt, lastSeenAt },
        state: waived ? ('waived' as const) : ('standing' as const),
        waiver: waived ? describeWaiver(finding.waiver) : null,
      };
    });
}

function describeWaiver(waiver: Finding['waiver']): ReportFinding['waiver'] {
  if (!waiver) return null;
  const { reason, until, at, by } = waiver;
  return { reason, until, at, by: by?.name ?? by?.id ?? null };
}

/** Standing ones first, the gravest first, then in an order that is the same each time. */
export function byGravity(one: ReportFinding, other: ReportFinding): number {
  return (
    compare(one.state, other.state) ||
    bySeverity(one, other) ||
    compare(one.clusterId, other.clusterId) ||
    compare(one.rule, other.rule) ||
    compare(one.subject, other.subject)
  );
}
