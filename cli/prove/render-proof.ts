import { renderNode, renderRun } from '../../shared/api/run-view.ts';
import { type Paint, verdictFormats, verdictTitles } from '../terminal/paint.ts';
import { renderEvidence } from '../terminal/render-evidence.ts';
import { wrapBehind, wrapText } from '../terminal/wrap-text.ts';
import type { ProofEnd } from './run-proof.ts';

const firstColumn = 12;

/** What nobody but Azure Resource Manager knows, and a proof by kubeconfig does not ask. */
const coverageNote =
  'the nodes that the cluster lists. How many there should be is not known without Azure Resource Manager';

/** How a proof has ended, in lines of at most `width` characters. */
export function renderProof({ run, nodes }: ProofEnd, width: number, paint: Paint): string[] {
  const entry = (name: string, text: string) => wrapBehind(`${name}:`.padEnd(firstColumn), text, width);
  const verdict = run.verdict ?? 'inconclusive';
  const cleaned = run.cleanupResult;
  return [
    ...nodes.map(renderNode).flatMap((node) => [...renderEvidence(node, width, paint), '']),
    paint(verdictFormats[verdict], verdictTitles[verdict]),
    ...wrapText(run.reason ?? '', width),
    '',
    ...run.pools.flatMap((pool) => entry('Coverage', describeCoverage(pool))),
    ...(cleaned ? entry('Cleaned', `pod pairs ${cleaned.podPairs}, namespace ${cleaned.namespace}`) : []),
    ...(cleaned?.problems ?? []).flatMap((problem) => entry('Problem', problem)),
  ];
}

function describeCoverage({ poolName, nodesProven, nodesPresent }: ProofEnd['run']['pools'][number]): string {
  if (nodesPresent === null) return `pool ${poolName}: no node was proven, and they were not counted`;
  return `pool ${poolName}: ${nodesProven} of ${nodesPresent} nodes proven, ${coverageNote}`;
}

/** The same as data: a run as `GET /api/runs/{id}` answers it, but of a context instead of a cluster of Azure. */
export function renderProofAsJson({ run, steps, nodes }: ProofEnd, context: string): object {
  const { url: _url, cluster: _cluster, clusterId: _clusterId, ...answer } = renderRun(run, steps, nodes, '');
  return { ...answer, context };
}
