import type { Verdict } from '../../isolation/evidence.ts';
import type { FindingSeverity } from '../../workloads/finding.ts';
import type { ReportPool } from './report.ts';

/** Rules of what a proof says. What findings are about has its own rules (`findingRules`). */
export const isolationRules = {
  'kata-isolation': {
    title: 'Sandboxed pods have a Kata kernel of their own',
    severity: 'info',
    help: 'Nothing has to be done.',
  },
  'shared-kernel': {
    title: "A sandboxed pod shares its node's kernel",
    severity: 'critical',
    help: 'Keep untrusted workloads off the pool (az aks nodepool update --node-taints …) until a proof says isolated. Look at the RuntimeClass, its handler and the webhooks that may rewrite pods; upgrade the node image, then prove again.',
  },
  'suspect-kernel': {
    title: 'The kernel of a sandboxed pod is not known to be that of Kata',
    severity: 'high',
    help: 'The pod has another kernel than its node, and no mark of Kata: another sandbox, a changed image, or a boot id that two kernels show. Find out which handler its RuntimeClass leads to, then prove again.',
  },
  'isolation-not-checked': {
    title: 'Whether sandboxed pods have a kernel of their own could not be checked',
    severity: 'medium',
    help: 'This is no pass. The message says what kept the proof from an answer; repair that and prove again (POST /api/verifications).',
  },
  'proof-stale': {
    title: 'The last proof of a node pool may no longer be relied on',
    severity: 'medium',
    help: 'This is no pass: the proof is too old, the node image is another one, or the pool is changing. Prove again (POST /api/verifications), and see that the nightly check covers the cluster.',
  },
  'never-proven': {
    title: 'A Kata node pool was never proven',
    severity: 'medium',
    help: 'This is no pass. Prove it (POST /api/verifications), and see that the nightly check covers the cluster.',
  },
} as const satisfies Record<string, { title: string; severity: FindingSeverity; help: string }>;

export type IsolationRuleId = keyof typeof isolationRules;

/** The rule that a verdict speaks of. */
export const ruleOfVerdict = {
  isolated: 'kata-isolation',
  'shared-kernel': 'shared-kernel',
  suspect: 'suspect-kernel',
  inconclusive: 'isolation-not-checked',
} as const satisfies Record<Verdict, IsolationRuleId>;

/** The rule that a pool's state speaks of. */
export function ruleOfPool({
  verdict,
  outcome,
  age,
}: Pick<ReportPool, 'verdict' | 'outcome' | 'age'>): IsolationRuleId {
  if (verdict === null) return 'never-proven';
  if (outcome === 'not-checked' && age === 'stale') return 'proof-stale';
  return ruleOfVerdict[verdict];
}

/** What to do about a pool; null for one that is isolated. */
export function remedyOf(pool: Pick<ReportPool, 'verdict' | 'outcome' | 'age'>): string | null {
  return pool.outcome === 'passed' ? null : isolationRules[ruleOfPool(pool)].help;
}
