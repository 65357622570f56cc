import type { Outcome, Report, ReportPool, ReportScope } from './report.ts';

/** What a report is about, as its heading says it. */
export function titleOf(scope: ReportScope): string {
  if (scope.kind === 'run') return `Proof of cluster ${scope.name}`;
  return scope.kind === 'cluster' ? `Cluster ${scope.name}` : 'Fleet';
}

/** Outcomes in words; what was not checked is never told as a pass. */
export const outcomeInWords: Record<Outcome, string> = {
  passed: 'isolated',
  failed: 'not isolated',
  'not-checked': 'not checked',
};

/** The state of a pool in a word or two: its verdict while that may be relied on, otherwise why it may not be. */
export function stateOfPool({ verdict, age, outcome }: Pick<ReportPool, 'verdict' | 'age' | 'outcome'>): string {
  if (verdict === null) return 'never proven';
  return age === 'stale' && outcome === 'not-checked' ? `stale (was ${verdict})` : verdict;
}

/** What made a report, and by which rules. */
export function toolInWords({ name, version, rules }: Report['tool']): string {
  return `${name} ${version}, rules ${rules}`;
}
