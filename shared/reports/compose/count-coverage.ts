import { worstOutcome } from '../model/outcome-of.ts';
import type { Coverage, Gap, Outcome, ReportCluster, ReportFinding, ReportPool } from '../model/report.ts';

/** Counts what was looked at. */
export function countCoverage(clusters: readonly ReportCluster[], pools: readonly ReportPool[]): Coverage {
  const count = (outcome: Outcome) => pools.filter((pool) => pool.outcome === outcome).length;
  const counted = pools.filter(({ nodesPresent }) => nodesPresent !== null);
  const sum = (of: (pool: ReportPool) => number | null) => counted.reduce((total, pool) => total + (of(pool) ?? 0), 0);
  // What a stale proof said of its nodes holds for none of them now.
  const isolated = (pool: ReportPool) => (pool.age === 'stale' ? 0 : pool.nodesProven);
  return {
    clusters: clusters.length,
    clustersInspected: clusters.filter(({ inspected }) => inspected.azure !== null && inspected.workloads !== null)
      .length,
    pools: pools.length,
    poolsPassed: count('passed'),
    poolsFailed: count('failed'),
    poolsNotChecked: count('not-checked'),
    nodesPresent: sum(({ nodesPresent }) => nodesPresent),
    nodesProven: sum(isolated),
    poolsUncounted: pools.length - counted.length,
  };
}

/** With these a whole report cannot pass: there may be pools that it does not have. Others are told by their pool, or are of findings. */
const grave: readonly Gap['kind'][] = ['unread', 'not-ended', 'nothing-to-prove'];

/** The outcome of a whole report: a pass only if every pool passed and nothing that may hold a pool went unread. */
export function concludeReport(pools: readonly ReportPool[], gaps: readonly Gap[]): Outcome {
  const unknown: Outcome[] = gaps.some(({ kind }) => grave.includes(kind)) ? ['not-checked'] : [];
  return worstOutcome([...pools.map(({ outcome }) => outcome), ...unknown]);
}

/** One sentence on the pools of a report. */
export function summarize({ pools, poolsPassed, poolsFailed, poolsNotChecked }: Coverage): string {
  if (pools === 0) return 'There is no Kata pool here, so nothing was proven.';
  const parts = [
    ...(poolsFailed > 0 ? [`${poolsFailed} not isolated`] : []),
    ...(poolsNotChecked > 0 ? [`${poolsNotChecked} without a proof to rely on`] : []),
    ...(poolsPassed > 0 ? [`${poolsPassed} isolated`] : []),
  ];
  return `Of ${pools} Kata ${pools === 1 ? 'pool' : 'pools'}: ${parts.join(', ')}.`;
}

/** One more sentence, on the findings that stand: they are no part of the outcome, and nobody should take a pass for their absence. */
export function countFindings(findings: readonly Pick<ReportFinding, 'state' | 'severity'>[]): string {
  const standing = findings.filter(({ state }) => state === 'standing');
  if (standing.length === 0) return '';
  const grave = standing.filter(({ severity }) => severity === 'critical' || severity === 'high').length;
  const most = grave > 0 ? `, ${grave} of them high or critical` : '';
  return standing.length === 1
    ? ` 1 finding stands${grave > 0 ? ', high or critical' : ''}.`
    : ` ${standing.length} findings stand${most}.`;
}
