import { useEffect, useRef } from 'preact/hooks';
import type { NodeResult } from '../api/answers.ts';
import { Loading, ProblemNotice } from '../parts/notice.tsx';
import { verdicts } from '../parts/standing.ts';
import { useVirtualRows } from '../parts/use-virtual-rows.ts';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { changeQuery, place } from '../routing/location.ts';
import { Argument } from './argument.tsx';
import { EvidenceTable } from './evidence-table.tsx';
import type { Nodes } from './use-nodes.ts';

/** The first ones are seen without a way to them. */
const few = 3;

/** The height of a closed node before it is measured, in CSS pixels. */
const closedHeight = 72;

/** Each node of a run, the gravest first. One is open: the one that the address names, or the first. */
export function NodeList({ nodes, running, expected }: { nodes: Nodes; running: boolean; expected: number | null }) {
  const { value, loading, problem } = nodes;
  const sorted = value.toSorted((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict));
  const asked = place.value.query.get('node');
  const open = asked ?? sorted[0]?.nodeName ?? null;
  const { list, height, rows, measure, showRow } = useVirtualRows({
    count: sorted.length,
    estimate: () => closedHeight,
    keyOf: (index) => sorted[index]?.nodeName ?? String(index),
  });
  // Whoever follows a link to a node of a thousand is led to it, once.
  const sought = useRef(asked);
  const found = sought.current === null ? -1 : sorted.findIndex(({ nodeName }) => nodeName === sought.current);
  useEffect(() => {
    if (found < few || loading) return;
    sought.current = null;
    showRow(found);
  }, [found, loading]);
  return (
    <section aria-labelledby="nodes-title">
      <h2 id="nodes-title">
        Nodes{' '}
        <span class="quiet-words" role="status">
          {value.length}
          {expected !== null && expected !== value.length ? ` of ${expected}` : ''} looked at{running ? ' so far' : ''}
        </span>
      </h2>
      {problem && <ProblemNotice problem={problem} subject="The nodes could not be loaded" retry={nodes.reload} />}
      {value.length === 0 && loading && <Loading what="The nodes are loading." />}
      {value.length === 0 && !loading && !problem && (
        <p class="quiet-words">
          {running
            ? 'No node has been proven yet: each comes here as soon as its pods have spoken.'
            : 'No node was proven.'}
        </p>
      )}
      <div ref={list} class="virtual" role="list" style={{ height: `${height}px` }}>
        {rows.map(({ index, key, top }) => {
          const node = sorted[index];
          if (!node) return null;
          const isOpen = node.nodeName === open;
          return (
            <div
              key={key}
              ref={measure}
              data-index={index}
              role="listitem"
              aria-setsize={sorted.length}
              aria-posinset={index + 1}
              class={`node is-${node.verdict}`}
              style={{ transform: `translateY(${top}px)` }}
            >
              <button
                type="button"
                class="node-head"
                aria-expanded={isOpen}
                onClick={() => changeQuery({ node: isOpen ? 'none' : node.nodeName }, { replace: true })}
              >
                <VerdictMark standing={node.verdict} />
                <b>{node.nodeName}</b>
                {!isOpen && <span class="node-reason">{node.reason}</span>}
              </button>
              {isOpen && <NodeEvidence node={node} />}
            </div>
          );
        })}
      </div>
    </section>
  );
}

function NodeEvidence({ node }: { node: NodeResult }) {
  return (
    <div class="node-body">
      <p class="answer-why">{node.reason}</p>
      <Argument node={node} />
      <EvidenceTable node={node} />
      {node.notes.length > 0 && (
        <>
          <h3>Notes</h3>
          <ul class="notes">
            {node.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
