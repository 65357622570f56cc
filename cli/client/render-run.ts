import type { RunAnswer } from '../../shared/api/answers/run-schemas.ts';
import { type Paint, verdictFormats, verdictTitles } from '../terminal/paint.ts';
import { renderEvidence } from '../terminal/render-evidence.ts';
import { wrapBehind, wrapText } from '../terminal/wrap-text.ts';

const firstColumn = 12;

/** A run as its status monitor tells it, in lines of at most `width` characters. */
export function renderRun(run: RunAnswer, width: number, paint: Paint): string[] {
  const entry = (name: string, text: string) => wrapBehind(`${name}:`.padEnd(firstColumn), text, width);
  const { result, error } = run;
  const cleaned = result?.cleanup;
  const cluster = cleaned?.cluster ? `, cluster ${cleaned.cluster}` : '';
  return [
    ...(result?.nodes ?? []).flatMap((node) => [...renderEvidence(node, width, paint), '']),
    ...(result?.verdict ? [paint(verdictFormats[result.verdict], verdictTitles[result.verdict])] : []),
    ...(result?.reason ? wrapText(result.reason, width) : []),
    ...entry('Run', `${run.id} (${run.kind}) ${run.status}, ${run.percentComplete}%: ${run.step}`),
    ...entry('Cluster', run.clusterId),
    ...(error ? entry('Error', `${error.code}: ${error.message}`) : []),
    ...(run.preflight ?? [])
      .filter(({ outcome }) => outcome !== 'passed')
      .flatMap(({ name, outcome, message, remedy }) =>
        entry('Preflight', `${name} ${outcome}: ${message} ${remedy ?? ''}`),
      ),
    ...(result?.pools ?? []).flatMap(({ poolName, nodesProven, nodesPresent }) =>
      entry('Coverage', `pool ${poolName}: ${nodesProven} of ${nodesPresent ?? 'unknown'} nodes proven`),
    ),
    ...(cleaned
      ? entry(
          'Cleaned',
          `pod pairs ${cleaned.podPairs}, namespace ${cleaned.namespace}, node pool ${cleaned.pool}${cluster}`,
        )
      : []),
    ...(cleaned?.problems ?? []).flatMap((problem) => entry('Problem', problem)),
  ];
}
