import { shorten } from '../plain/shorten.ts';
import { countMissing, type NodesFound, type PlaceCoverage } from './coverage.ts';
import type { PoolVerdict } from './evidence.ts';
import { isWorse } from './worst-verdict.ts';

/** Most characters of a reason: nodes have reasons that the cluster had a part in. */
const mostChars = 600;

/**
 * Judges a pool by its worst node and by its coverage: a node without a verdict, and one that ARM counts and that has
 * not registered, make the pool inconclusive, unless another node is worse. `handedOn` is the worst that the proofs
 * themselves have told, in case it could not be stored.
 */
export function judgePool(coverage: PlaceCoverage, handedOn: NodesFound | null = null): PoolVerdict {
  const { registered, isolated, unseen, inconclusive, worst } = coverage;
  const missing = countMissing(coverage);
  const nodesPresent = registered + missing;
  const guilty = worseOf(worst, handedOn) ?? inconclusive;
  const complete = nodesPresent > 0 && isolated === nodesPresent;
  const verdict = guilty?.verdict ?? (complete ? 'isolated' : 'inconclusive');
  const gaps = [
    ...(unseen.count > 0
      ? [`Only ${registered - unseen.count} of ${nodesPresent} nodes were looked at: not ${nameUnseen(unseen)}.`]
      : []),
    ...(missing > 0
      ? [`Azure counts ${nodesPresent} nodes, of which ${registered} are registered in the cluster.`]
      : []),
  ];
  const found = guilty
    ? [
        `${guilty.count} of ${Math.max(guilty.count, nodesPresent)} nodes ${guilty.verdict}, first ${guilty.nodeName}: ${guilty.reason}`,
      ]
    : [];
  const reason = shorten([...found, ...gaps].join(' ') || explainComplete(nodesPresent), mostChars);
  const { changing, quarantined } = coverage;
  return { verdict, reason, nodesPresent, nodesProven: isolated, changing, ...(quarantined && { quarantined }) };
}

/** The worse of two findings; of two alike, the one of more nodes. */
export function worseOf(a: NodesFound | null, b: NodesFound | null): NodesFound | null {
  if (!a || !b) return a ?? b;
  if (a.verdict === b.verdict) return a.count >= b.count ? a : b;
  return isWorse(a.verdict, b.verdict) ? a : b;
}

function nameUnseen({ count, names }: PlaceCoverage['unseen']): string {
  const more = count - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

function explainComplete(nodesPresent: number): string {
  if (nodesPresent === 0) return 'There is no node to prove.';
  if (nodesPresent === 1) return 'Its one node gives sandboxed pods a Kata kernel of their own.';
  return `All ${nodesPresent} nodes give sandboxed pods a Kata kernel of their own.`;
}
