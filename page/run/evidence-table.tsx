import type { NodeResult } from '../api/answers.ts';
import { Notice } from '../parts/notice.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { StateMark } from './argument.tsx';
import { type EvidenceRow, silenceOf, toEvidenceRows } from './evidence-rows.ts';

/** Facts of which it matters whether a pod shows what the node or the other pod shows. */
const compared = ['Boot id', 'Kernel release', 'Kata on the command line', 'DMI', 'Ran on'];

/** What the node object, the ordinary pod and the sandboxed pod showed, side by side, and what was expected. */
export function EvidenceTable({ node }: { node: NodeResult }) {
  const { ordinary, sandboxed, failure } = node.evidence;
  const [quiet, silent] = [silenceOf(ordinary), silenceOf(sandboxed)];
  return (
    <>
      <h3>Evidence</h3>
      {failure && (
        <Notice tone="caution" title={failure.code}>
          <p>{failure.message}</p>
        </Notice>
      )}
      {quiet && <p class="old">The ordinary pod told nothing: {quiet}</p>}
      {silent && <p class="old">The sandboxed pod told nothing: {silent}</p>}
      <Scroll label={`Evidence of ${node.nodeName}`}>
        <table class="table stacks evidence">
          <thead>
            <tr>
              <th scope="col">Fact</th>
              <th scope="col">Node object</th>
              <th scope="col">Ordinary pod</th>
              <th scope="col">Sandboxed pod</th>
              <th scope="col">Expected</th>
            </tr>
          </thead>
          <tbody>
            {toEvidenceRows(node).map((row) => (
              <Row key={row.fact} row={row} checks={node.checks} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function Row({ row, checks }: { row: EvidenceRow; checks: NodeResult['checks'] }) {
  const { fact, node, ordinary, sandboxed, check, expected } = row;
  const state = checks.find(({ id }) => id === check)?.state ?? null;
  const relates = compared.includes(fact);
  return (
    <tr class={state === null ? '' : `state-${state}`}>
      <th scope="row">{fact}</th>
      <td data-label="Node object">{node ?? <None />}</td>
      <td data-label="Ordinary pod">
        <Value value={ordinary} beside={relates ? node : null} of="node" />
      </td>
      <td data-label="Sandboxed pod">
        <Value
          value={sandboxed}
          beside={relates ? (node ?? ordinary) : null}
          of={node === null ? 'ordinary pod' : 'node'}
        />
      </td>
      <td data-label="Expected">
        {state !== null && <StateMark state={state} />}
        <span class="quiet-words expected">{expected}</span>
      </td>
    </tr>
  );
}

/** A value, and in words whether it is the one that it stands beside. */
function Value({ value, beside, of }: { value: string | null; beside: string | null; of: string }) {
  if (value === null) return <None />;
  if (beside === null) return <>{value}</>;
  const same = value.toLowerCase() === beside.toLowerCase();
  return (
    <>
      <span class={same ? 'value-same' : 'value-other'}>{value}</span>
      <span class="relation">{same ? `= as the ${of}` : `≠ not the ${of}’s`}</span>
    </>
  );
}

function None() {
  return (
    <span class="quiet-words">
      <span aria-hidden="true">–</span>
      <span class="unseen">not told</span>
    </span>
  );
}
