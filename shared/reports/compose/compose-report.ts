import { formatClusterId } from '../../clusters/cluster-id.ts';
import { rulesVersion } from '../../isolation/rules-version.ts';
import type { LastInspections } from '../../workloads/finding.ts';
import type { Gap, Report, ReportCluster, ReportFinding, ReportPool, ReportScope } from '../model/report.ts';
import { cleanTexts } from './clean-texts.ts';
import { concludeReport, countCoverage, countFindings, summarize } from './count-coverage.ts';
import { gapsOfPool } from './describe-pool.ts';
import { byGravity } from './findings-of-cluster.ts';
import { type KnownCluster, poolsOfCluster } from './pools-of-cluster.ts';

/** What a report is made of beside what is looked at: when, by which version, and where the API is. */
export interface ReportOrigin {
  /** ISO 8601. */
  madeAt: string;
  version: string;
  apiUrl: string;
}

/** What made a report. */
export function toolOf({ version }: ReportOrigin): Report['tool'] {
  return { name: 'Kataproof', version, rules: rulesVersion };
}

/** A cluster with what was found in it. */
export interface ReportedCluster extends Omit<KnownCluster, 'facts'> {
  facts: KnownCluster['facts'];
  inspected: LastInspections;
}

/** The parts of a report of one cluster, or of many. */
export interface ReportParts {
  scope: Exclude<ReportScope, { kind: 'run' }>;
  clusters: ReportCluster[];
  pools: ReportPool[];
  findings: ReportFinding[];
  /** What could not be read, and what was left out. */
  gaps: Gap[];
}

/** What is told of one cluster: its pools, and what nobody knows of it. Findings are kept apart, because they are many. */
export function describeCluster(
  { inspected, ...known }: ReportedCluster,
  now: string,
): { cluster: ReportCluster; pools: ReportPool[]; gaps: Gap[] } {
  const clusterId = formatClusterId(known.cluster);
  const { name } = known.cluster;
  const pools = poolsOfCluster(known, now);
  const gaps = [
    ...pools.flatMap(gapsOfPool),
    ...(known.facts?.pools ? [] : [notShown(clusterId, name)]),
    ...gapsOfInspection(clusterId, name, inspected),
  ];
  return { cluster: { clusterId, name, inspected }, pools, gaps };
}

/** Its pools on record are told all the same: without Azure nobody knows whether there are more, or other images. */
function notShown(clusterId: string, subject: string): Gap {
  const message =
    'Azure did not say which pools the cluster has now: there may be more, and proofs may be of older images.';
  return { kind: 'unread', clusterId, subject, message };
}

const sides = { azure: 'settings and pools (Azure)', workloads: 'workloads' } as const;

function gapsOfInspection(clusterId: string, subject: string, inspected: LastInspections): Gap[] {
  const unseen = (['azure', 'workloads'] as const).filter((side) => inspected[side] === null);
  const [side] = unseen;
  if (side === undefined) return [];
  const what = unseen.length === 2 ? 'It was never inspected' : `Its ${sides[side]} were never inspected`;
  return [{ kind: 'not-inspected', clusterId, subject, message: `${what}, so having no findings means nothing.` }];
}

/** The report of a cluster or of the fleet. */
export function composeReport({ scope, clusters, pools, findings, gaps }: ReportParts, origin: ReportOrigin): Report {
  const coverage = countCoverage(clusters, pools);
  const nothing: Gap[] =
    pools.length === 0
      ? [
          {
            kind: 'nothing-to-prove',
            clusterId: scope.kind === 'cluster' ? scope.clusterId : null,
            subject: scope.kind === 'cluster' ? scope.name : 'fleet',
            message: 'No Kata pool is known here, so nothing was proven.',
          },
        ]
      : [];
  const all = [...gaps, ...nothing];
  return cleanTexts({
    scope,
    madeAt: origin.madeAt,
    tool: toolOf(origin),
    apiUrl: origin.apiUrl,
    outcome: concludeReport(pools, all),
    summary: `${summarize(coverage)}${countFindings(findings)}`,
    coverage,
    clusters,
    pools,
    nodes: [],
    findings: findings.toSorted(byGravity),
    gaps: all,
  });
}
