import { stringify } from 'yaml';
import { foldCase } from '../plain/fold-case.ts';
import { stableHash } from '../plain/stable-hash.ts';
import { yamlForKubectl } from '../plain/yaml-for-kubectl.ts';
import type { FindingSeverity } from '../workloads/finding.ts';
import { countCoverage, countFindings, summarize } from './compose/count-coverage.ts';
import { coverageInWords } from './model/coverage-in-words.ts';
import { isToldByPool } from './model/gaps.ts';
import { isolationRules, ruleOfPool, ruleOfVerdict } from './model/isolation-rules.ts';
import type { Gap, Outcome, Report, ReportFinding, ReportNode, ReportPool } from './model/report.ts';
import { stateOfPool, toolInWords } from './model/title-of.ts';

type Result = 'pass' | 'fail' | 'warn' | 'error' | 'skip';

interface PolicyResult {
  policy: string;
  rule: string;
  category: string;
  result: Result;
  message: string;
  severity?: FindingSeverity;
  scored: boolean;
  timestamp: { seconds: number; nanos: number };
  resources?: { apiVersion: string; kind: string; name: string }[];
  properties: Record<string, string>;
}

const kinds = {
  openreports: { apiVersion: 'openreports.io/v1alpha1', kind: 'ClusterReport' },
  policyreport: { apiVersion: 'wgpolicyk8s.io/v1alpha2', kind: 'ClusterPolicyReport' },
} as const;

/**
 * Bytes of the results of one object. `kubectl apply` keeps the whole object as an annotation of its own, and all annotations
 * of an object have 256 KiB at most ("metadata.annotations: Too long"; `TotalAnnotationSizeLimitB` of Kubernetes).
 */
const mostBytes = 200_000;

/**
 * A report as objects for `kubectl apply`, one for each cluster, or several where it has many results: OpenReports
 * (`openreports.io/v1alpha1`), or the Policy Working Group's reports that it comes from (`wgpolicyk8s.io/v1alpha2`). What
 * could not be checked is an `error`, which both define as "could not be evaluated".
 */
export function renderPolicyReport(report: Report, format: keyof typeof kinds): string {
  return describeObjects(report, format)
    .map((object) => `---\n${stringify(object, yamlForKubectl)}`)
    .join('');
}

function describeObjects(report: Report, format: keyof typeof kinds): object[] {
  const wide = report.gaps.filter(({ clusterId }) => clusterId === null);
  const fleet = wide.length > 0 ? [describeParts(report, format, { clusterId: null, name: 'fleet' })] : [];
  return [...report.clusters.map((cluster) => describeParts(report, format, cluster)), ...fleet].flat();
}

type Of = { clusterId: string | null; name: string };

function describeParts(report: Report, format: keyof typeof kinds, { clusterId, name }: Of): object[] {
  const of = (each: { clusterId: string | null }) => each.clusterId === clusterId;
  const results = [
    ...report.pools.filter(of).map((pool) => resultOfPool(pool, report)),
    ...report.nodes.filter(of).map((node) => resultOfNode(node, report)),
    ...report.findings.filter(of).map(resultOfFinding),
    ...report.gaps.filter((gap) => of(gap) && !isToldByPool(gap)).map((gap) => resultOfGap(gap, report)),
  ];
  const base = nameObject(report, clusterId, name);
  const { summary, coverage } = clusterId === null ? report : tellOfCluster(report, clusterId);
  const parts = splitBySize(results.map((result) => (format === 'policyreport' ? asOfOldDefinition(result) : result)));
  return parts.map((part, index) => ({
    ...kinds[format],
    metadata: {
      name: index === 0 ? base : `${base}-${index + 1}`,
      labels: { 'app.kubernetes.io/managed-by': 'kataproof', 'kataproof.io/report': report.scope.kind },
      annotations: {
        ...(clusterId !== null && { 'kataproof.io/cluster': clusterId }),
        'kataproof.io/made-at': report.madeAt,
        'kataproof.io/made-by': toolInWords(report.tool),
        'kataproof.io/summary': summary,
        'kataproof.io/coverage': coverageInWords(coverage),
        ...(parts.length > 1 && { 'kataproof.io/part': `${index + 1} of ${parts.length}` }),
      },
    },
    ...(format === 'openreports' && { source: 'kataproof' }),
    summary: countResults(part),
    results: part,
  }));
}

/** What a report says of one cluster: an object of the fleet's report is read by who knows nothing of the fleet. */
function tellOfCluster(report: Report, clusterId: string): Pick<Report, 'summary' | 'coverage'> {
  if (report.scope.kind !== 'fleet') return report;
  const of = (each: { clusterId: string }) => each.clusterId === clusterId;
  const coverage = countCoverage(report.clusters.filter(of), report.pools.filter(of));
  return { coverage, summary: `${summarize(coverage)}${countFindings(report.findings.filter(of))}` };
}

/** As `kubectl` writes JSON: these three signs take six bytes (`encoding/json` of Go), and a comma follows. */
function bytesOf(result: PolicyResult): number {
  return new TextEncoder().encode(JSON.stringify(result).replace(/[<>&]/g, '\\u0000')).length + 1;
}

/** The results in their order, in as many parts as objects are needed; one of them even without results. */
function splitBySize(results: readonly PolicyResult[]): PolicyResult[][] {
  const parts: PolicyResult[][] = [[]];
  let bytes = 0;
  for (const result of results) {
    const own = bytesOf(result);
    if (bytes > 0 && bytes + own > mostBytes) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(result);
    bytes += own;
  }
  return parts;
}

/** Many clusters have the first definition of `v1alpha2`, which knows three severities: `kubectl` would be refused the others. */
function asOfOldDefinition(result: PolicyResult): PolicyResult & { source: string } {
  const { severity, properties } = result;
  const known = severity === 'critical' ? 'high' : severity === 'info' ? 'low' : severity;
  return {
    source: 'kataproof',
    ...result,
    ...(known && { severity: known }),
    properties: { ...properties, ...(severity && { severity }) },
  };
}

/** Two clusters of one name have different reports; the same cluster has the same name each time, so it is updated. */
function nameObject({ scope }: Report, clusterId: string | null, name: string): string {
  const readable = foldCase(name)
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  const run = scope.kind === 'run' ? `-run-${stableHash(scope.runId).slice(0, 8)}` : '';
  return `kataproof-${readable || 'cluster'}-${stableHash(foldCase(clusterId ?? 'fleet')).slice(0, 8)}${run}`;
}

function countResults(results: readonly PolicyResult[]): Record<Result, number> {
  const count = (wanted: Result) => results.filter(({ result }) => result === wanted).length;
  return { pass: count('pass'), fail: count('fail'), warn: count('warn'), error: count('error'), skip: count('skip') };
}

const resultOf: Record<Outcome, Result> = { passed: 'pass', failed: 'fail', 'not-checked': 'error' };

const secondsOf = (moment: string) => ({ seconds: Math.floor(Date.parse(moment) / 1000), nanos: 0 });

function resultOfPool(pool: ReportPool, { madeAt }: Report): PolicyResult {
  const { poolName, outcome, because, provenAt, evidenceDigest, nodesPresent, nodesProven } = pool;
  return {
    ...{ policy: 'kata-isolation', rule: 'pool-isolated', category: 'Isolation', result: resultOf[outcome] },
    ...{ message: because, scored: true, timestamp: secondsOf(provenAt ?? madeAt) },
    ...(outcome !== 'passed' && { severity: isolationRules[ruleOfPool(pool)].severity }),
    properties: {
      pool: poolName,
      state: stateOfPool(pool),
      nodes: `${nodesProven ?? 0} of ${nodesPresent ?? 'an unknown number'} isolated`,
      ...(pool.remedy !== null && { remedy: pool.remedy }),
      ...(pool.since !== null && { since: pool.since }),
      ...(pool.freshUntil !== null && { freshUntil: pool.freshUntil }),
      ...(evidenceDigest !== null && { evidenceSha256: evidenceDigest }),
    },
  };
}

function resultOfNode(node: ReportNode, { madeAt }: Report): PolicyResult {
  const { poolName, nodeName, outcome, verdict, reason } = node;
  return {
    ...{ policy: 'kata-isolation', rule: 'node-isolated', category: 'Isolation', result: resultOf[outcome] },
    ...{ message: reason, scored: true, timestamp: secondsOf(madeAt) },
    ...(outcome !== 'passed' && { severity: isolationRules[ruleOfVerdict[verdict]].severity }),
    resources: [{ apiVersion: 'v1', kind: 'Node', name: nodeName }],
    properties: { pool: poolName, state: verdict },
  };
}

function resultOfFinding(finding: ReportFinding): PolicyResult {
  const { rule, severity, subject, message, remedy, controls, lastSeenAt, state, waiver } = finding;
  const minor = severity === 'low' || severity === 'info';
  return {
    ...{ policy: 'kata-findings', rule, category: 'Compliance', severity, scored: !minor },
    ...{ result: state === 'waived' ? 'skip' : minor ? 'warn' : 'fail', message, timestamp: secondsOf(lastSeenAt) },
    properties: {
      ...{ subject, remedy, controls: controls.join(', ') },
      ...(waiver && { waivedUntil: waiver.until, waivedBecause: waiver.reason }),
    },
  };
}

function resultOfGap({ kind, subject, message }: Gap, { madeAt }: Report): PolicyResult {
  return {
    ...{ policy: 'kata-coverage', rule: kind, category: 'Coverage', result: 'error', severity: 'medium', scored: true },
    ...{ message, timestamp: secondsOf(madeAt), properties: { subject } },
  };
}
