import type { ClusterFacts } from '../../clusters/cluster-facts.ts';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Posture } from '../../posture/posture.ts';
import { describeCluster } from '../../reports/compose/compose-report.ts';
import { findingsOfCluster } from '../../reports/compose/findings-of-cluster.ts';
import type { Gap, ReportCluster, ReportFinding, ReportPool } from '../../reports/model/report.ts';

/** A cluster of which a report is made: what ARM shows (null where it was not asked or did not answer) and its postures. */
export interface ClusterToReport {
  cluster: ClusterReference;
  facts: ClusterFacts | null;
  postures: readonly Posture[];
}

/** What a report says of one cluster. */
export interface ClusterPart {
  cluster: ReportCluster;
  pools: ReportPool[];
  findings: ReportFinding[];
  gaps: Gap[];
  /**
   * Whether there is anything to tell of it: a cluster without Kata that nobody inspected is none of a report's. One whose
   * pools Azure does not show may have Kata.
   */
  known: boolean;
}

/**
 * Adds the findings of a cluster to what is known of its pools. `without` names the namespaces of whose pods the reader is
 * told nothing. A store that does not answer throws.
 */
export async function readKnownCluster(
  ports: Pick<Ports, 'findings'>,
  order: ClusterToReport & { at: string; without: readonly string[] },
): Promise<ClusterPart> {
  const { at, without, ...known } = order;
  const [findings, inspected] = await Promise.all([
    ports.findings.listFindings(known.cluster),
    ports.findings.readLastInspections(known.cluster),
  ]);
  const shown = findings.filter(({ subject }) => !without.some((namespace) => subject.startsWith(`${namespace}/`)));
  const told = findingsOfCluster(shown, at);
  const hidden = findingsOfCluster(findings, at).length - told.length;
  const described = describeCluster({ ...known, inspected }, at);
  const leftOut: Gap[] =
    hidden > 0
      ? [
          {
            kind: 'left-out',
            clusterId: described.cluster.clusterId,
            subject: known.cluster.name,
            message: `${hidden} ${hidden === 1 ? 'finding is' : 'findings are'} in namespaces that only operators are told of.`,
          },
        ]
      : [];
  const ever = inspected.azure !== null || inspected.workloads !== null;
  return {
    ...described,
    findings: told,
    gaps: [...described.gaps, ...leftOut],
    known: described.pools.length > 0 || told.length > 0 || ever || known.facts?.pools === null,
  };
}
