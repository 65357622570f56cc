import type { NodeVerdict, PoolVerdict, Verdict } from './evidence.ts';

/** From worst to best. A proven leak outweighs a doubt, and a doubt outweighs missing evidence. */
const badness: readonly Verdict[] = ['shared-kernel', 'suspect', 'inconclusive', 'isolated'];

/** The worst of these verdicts; `inconclusive` when there are none. */
export function worstVerdict(verdicts: Verdict[]): Verdict {
  return badness.find((verdict) => verdicts.includes(verdict)) ?? 'inconclusive';
}

/**
 * Judges a pool by its worst node. `nodesPresent` is the number of nodes that exist: a node without a verdict makes the
 * pool inconclusive, unless another node is worse.
 */
export function judgePool(verdicts: NodeVerdict[], nodesPresent: number): PoolVerdict {
  const nodesProven = verdicts.filter((node) => node.verdict === 'isolated').length;
  const worst = worstVerdict(verdicts.map((node) => node.verdict));
  const seen = new Set(verdicts.map((node) => node.nodeName)).size;
  const unseen = Math.max(0, nodesPresent - seen);
  const verdict = unseen > 0 ? worstVerdict([worst, 'inconclusive']) : worst;
  return { verdict, reason: explain(verdict, verdicts, nodesPresent), nodesPresent, nodesProven };
}

function explain(verdict: Verdict, verdicts: NodeVerdict[], nodesPresent: number): string {
  if (verdict === 'isolated' && nodesPresent === 1)
    return 'Its one node gives sandboxed pods a Kata kernel of their own.';
  if (verdict === 'isolated') return `All ${nodesPresent} nodes give sandboxed pods a Kata kernel of their own.`;
  const guilty = verdicts.filter((node) => node.verdict === verdict);
  const [first] = guilty;
  if (first) return `${guilty.length} of ${nodesPresent} nodes ${verdict}, first ${first.nodeName}: ${first.reason}`;
  if (nodesPresent === 0) return 'There is no node to prove.';
  return `Only ${verdicts.length} of ${nodesPresent} nodes were looked at.`;
}
