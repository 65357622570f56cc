import { stringify } from 'csv-stringify/sync';
import { coverageInWords } from './model/coverage-in-words.ts';
import { gapInWords } from './model/gaps.ts';
import { outcomeOfFinding } from './model/outcome-of.ts';
import type { Report } from './model/report.ts';
import { stateOfPool, titleOf, toolInWords } from './model/title-of.ts';

const columns = [
  ...['record', 'outcome', 'cluster', 'subject', 'state', 'severity', 'rule', 'message', 'remedy', 'controls'],
  ...[
    'age',
    'since',
    'proven_at',
    'fresh_until',
    'node_image',
    'nodes_present',
    'nodes_proven',
    'waived_until',
    'waived_because',
  ],
  ...['run_id', 'evidence_sha256', 'cluster_id'],
] as const;

type Row = Partial<Record<(typeof columns)[number], string | number | null>>;

/**
 * A report as RFC 4180 has it: one table, whose column `record` says what a row is about. A text that a spreadsheet would
 * take for a formula begins with an apostrophe ("CSV Injection", OWASP): names come from clusters. Without a mark at its
 * beginning Excel takes UTF-8 for the code page of its machine.
 */
export function renderCsv(report: Report): string {
  const rows: Row[] = [
    describeReport(report),
    ...rowsOfPools(report),
    ...rowsOfNodes(report),
    ...rowsOfFindings(report),
    ...rowsOfGaps(report),
  ];
  return stringify(rows, {
    header: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: 'windows',
    bom: true,
  });
}

/** The first row: when, by which rules, and how much was looked at. */
function describeReport({ scope, madeAt, tool, outcome, summary, coverage }: Report): Row {
  return {
    ...{ record: 'report', outcome, subject: titleOf(scope), state: toolInWords(tool) },
    message: `${summary} Coverage: ${coverageInWords(coverage)}.`,
    ...{ proven_at: madeAt, nodes_present: coverage.nodesPresent, nodes_proven: coverage.nodesProven },
    ...(scope.kind !== 'fleet' && { cluster: scope.name, cluster_id: scope.clusterId }),
    ...(scope.kind === 'run' && { run_id: scope.runId }),
  };
}

function rowsOfPools({ pools }: Report): Row[] {
  return pools.map((pool) => ({
    ...{ record: 'pool', outcome: pool.outcome, cluster: pool.clusterName, subject: pool.poolName },
    ...{
      state: stateOfPool(pool),
      message: pool.because,
      remedy: pool.remedy,
      age: pool.age,
      since: pool.since,
      proven_at: pool.provenAt,
    },
    ...{ fresh_until: pool.freshUntil, node_image: pool.nodeImageVersion, nodes_present: pool.nodesPresent },
    ...{ nodes_proven: pool.nodesProven, run_id: pool.runId, evidence_sha256: pool.evidenceDigest },
    cluster_id: pool.clusterId,
  }));
}

function rowsOfNodes({ nodes, clusters }: Report): Row[] {
  return nodes.map(({ outcome, clusterId, poolName, nodeName, verdict, reason }) => ({
    ...{ record: 'node', outcome, cluster: clusters.find((each) => each.clusterId === clusterId)?.name ?? null },
    ...{ subject: `${poolName}/${nodeName}`, state: verdict, message: reason, cluster_id: clusterId },
  }));
}

function rowsOfFindings({ findings }: Report): Row[] {
  return findings.map((finding) => ({
    ...{ record: 'finding', outcome: outcomeOfFinding(finding), cluster: finding.clusterName },
    ...{ subject: finding.subject, state: finding.state },
    ...{ severity: finding.severity, rule: finding.rule, message: finding.message, remedy: finding.remedy },
    ...{ controls: finding.controls.join('; '), since: finding.firstSeenAt, proven_at: finding.lastSeenAt },
    ...{ waived_until: finding.waiver?.until ?? null, waived_because: finding.waiver?.reason ?? null },
    cluster_id: finding.clusterId,
  }));
}

function rowsOfGaps({ gaps, clusters }: Report): Row[] {
  const names = new Map(clusters.map(({ clusterId, name }) => [clusterId, name]));
  return gaps.map(({ kind, clusterId, subject, message }) => ({
    ...{ record: 'not-looked-at', outcome: 'not-checked', cluster: (clusterId && names.get(clusterId)) ?? null },
    ...{ subject, state: gapInWords[kind], message, cluster_id: clusterId },
  }));
}
