import { useMemo } from 'preact/hooks';
import { type TableLine, VirtualTable } from '../parts/virtual-table.tsx';
import type { Cluster } from '../routing/addresses.ts';
import { PodCells } from './pod-row.tsx';
import type { Pod, PoolOfPod } from './pods.ts';

type Line = TableLine & ({ isHead: true; name: string; pods: number; sandboxed: number } | { isHead: false; pod: Pod });

const heights = { head: 45, row: 61, card: 170 };

const columns = ['Pod', 'Sandbox', 'Its machine, or its limits', 'Node', 'Findings'];

function toLines(pods: readonly Pod[]): Line[] {
  return [...Map.groupBy(pods, ({ namespace }) => namespace)].flatMap(([name, group]): Line[] => {
    const sandboxed = group.filter((pod) => pod.sandboxed).length;
    return [
      { key: `namespace ${name}`, isHead: true, name, pods: group.length, sandboxed },
      ...group.map((pod): Line => ({ key: `${name}/${pod.name}`, isHead: false, pod })),
    ];
  });
}

interface PodTableProps {
  pods: readonly Pod[];
  cluster: Cluster;
  /** The pool of a node by the node's name; null where it is not known. */
  poolOf: (node: string) => PoolOfPod | null;
}

/** The pods by namespace. */
export function PodTable({ pods, cluster, poolOf }: PodTableProps) {
  const lines = useMemo(() => toLines(pods), [pods]);
  return (
    <VirtualTable label="Pods by namespace" of="pod" {...{ columns, lines, heights }}>
      {(line) =>
        line.isHead ? (
          <div role="cell" aria-colspan={columns.length} class="cluster-cell">
            <h3>{line.name}</h3>
            <span class="quiet-words">
              {line.pods} {line.pods === 1 ? 'pod' : 'pods'}, {line.sandboxed} sandboxed
            </span>
          </div>
        ) : (
          <PodCells pod={line.pod} cluster={cluster} pool={line.pod.node === null ? null : poolOf(line.pod.node)} />
        )
      }
    </VirtualTable>
  );
}
