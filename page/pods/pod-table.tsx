import { useMemo } from 'preact/hooks';
import { useVirtualRows } from '../parts/use-virtual-rows.ts';
import { useWidth } from '../parts/use-width.ts';
import type { Cluster } from '../routing/addresses.ts';
import { PodCells } from './pod-row.tsx';
import type { Pod, PoolOfPod } from './pods.ts';

type Line = { kind: 'namespace'; name: string; pods: number; sandboxed: number } | { kind: 'pod'; pod: Pod };

/** From this width on a row is one line, for its columns have room; below it is a card. In CSS pixels. */
const tableWidth = 1160;

/** Heights before they are measured, in CSS pixels. */
const heights = { namespace: 45, pod: 61, card: 170 };

const columns = ['Pod', 'Sandbox', 'Its machine, or its limits', 'Node', 'Findings'];

function toLines(pods: readonly Pod[]): Line[] {
  return [...Map.groupBy(pods, ({ namespace }) => namespace)].flatMap(([name, group]): Line[] => [
    { kind: 'namespace', name, pods: group.length, sandboxed: group.filter(({ sandboxed }) => sandboxed).length },
    ...group.map((pod): Line => ({ kind: 'pod', pod })),
  ]);
}

interface PodTableProps {
  pods: readonly Pod[];
  cluster: Cluster;
  /** The pool of a node by the node's name; null where it is not known. */
  poolOf: (node: string) => PoolOfPod | null;
}

/** The pods by namespace. Only what is near the window is in the document. */
export function PodTable({ pods, cluster, poolOf }: PodTableProps) {
  const lines = useMemo(() => toLines(pods), [pods]);
  const wide = useWidth() >= tableWidth;
  const { list, height, rows, measure } = useVirtualRows({
    count: lines.length,
    estimate: (index) => (lines[index]?.kind === 'namespace' ? heights.namespace : wide ? heights.pod : heights.card),
    keyOf(index) {
      const line = lines[index];
      return line?.kind === 'pod' ? `${line.pod.namespace}/${line.pod.name}` : `namespace ${line?.name}`;
    },
  });
  return (
    <div
      role="table"
      aria-label="Pods by namespace"
      aria-rowcount={lines.length + 1}
      class={`pods${wide ? ' pods-wide' : ''}`}
    >
      <div role="row" aria-rowindex={1} class={`pod-row pod-head${wide ? '' : ' unseen'}`}>
        {columns.map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
      </div>
      <div ref={list} class="virtual" style={{ height: `${height}px` }}>
        {rows.map(({ index, key, top }) => {
          const line = lines[index];
          if (!line) return null;
          return (
            <div
              key={key}
              ref={measure}
              data-index={index}
              role="row"
              aria-rowindex={index + 2}
              class={line.kind === 'namespace' ? 'cluster-row' : 'pod-row'}
              style={{ transform: `translateY(${top}px)` }}
            >
              {line.kind === 'pod' ? (
                <PodCells
                  pod={line.pod}
                  cluster={cluster}
                  pool={line.pod.node === null ? null : poolOf(line.pod.node)}
                />
              ) : (
                <div role="cell" aria-colspan={columns.length} class="cluster-cell">
                  <h3>{line.name}</h3>
                  <span class="quiet-words">
                    {line.pods} {line.pods === 1 ? 'pod' : 'pods'}, {line.sandboxed} sandboxed
                  </span>
                </div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
