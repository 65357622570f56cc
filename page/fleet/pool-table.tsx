import { useMemo } from 'preact/hooks';
import { HistoryStrip } from '../parts/history-strip.tsx';
import { Since } from '../parts/moment.tsx';
import { Coverage, PoolMarks } from '../parts/pool-marks.tsx';
import { ProofMeter } from '../parts/proof-meter.tsx';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { type TableLine, VirtualTable } from '../parts/virtual-table.tsx';
import { findingsAddress, podsAddress, poolAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import type { PoolRow } from './pool-row.ts';

type Line = TableLine & ({ isHead: true; first: PoolRow; pools: number } | { isHead: false; row: PoolRow });

const heights = { head: 45, row: 49, card: 150 };

const columns = ['Pool', 'Verdict', 'Since', 'Age of the proof', 'Isolated on', 'Image', 'Last 90 days'];

function toLines(rows: readonly PoolRow[]): Line[] {
  const groups = Map.groupBy(rows, ({ clusterId }) => clusterId.toLowerCase());
  return [...groups.values()].flatMap((group): Line[] => {
    const [first] = group;
    const pools = group.map((row): Line => ({ key: row.id, isHead: false, row }));
    return first ? [{ key: `cluster ${first.clusterId}`, isHead: true, first, pools: group.length }, ...pools] : pools;
  });
}

/** The pools by cluster. */
export function PoolTable({ rows }: { rows: readonly PoolRow[] }) {
  const lines = useMemo(() => toLines(rows), [rows]);
  if (rows.length === 0)
    return (
      <div class="empty">
        <h2>No pool is so</h2>
        <p>The filters leave none. Clear one of them, or search for less.</p>
      </div>
    );
  return (
    <VirtualTable label="Kata pools by cluster" of="pool" {...{ columns, lines, heights }}>
      {(line) => (line.isHead ? <ClusterCells first={line.first} pools={line.pools} /> : <PoolCells row={line.row} />)}
    </VirtualTable>
  );
}

function ClusterCells({ first: { cluster }, pools }: { first: PoolRow; pools: number }) {
  return (
    <div role="cell" aria-colspan={columns.length} class="cluster-cell">
      <h3>{cluster.name}</h3>
      <span class="quiet-words">
        <bdi>{cluster.resourceGroup}</bdi> · {pools} {pools === 1 ? 'pool' : 'pools'}
      </span>
      <span class="cluster-links">
        <Link to={findingsAddress(cluster)} aria-label={`Findings of ${cluster.name}`}>
          Findings
        </Link>
        <Link to={podsAddress(cluster)} aria-label={`Pods of ${cluster.name}`}>
          Pods
        </Link>
      </span>
      <span class="quiet-words cluster-subscription" title="Subscription">
        {cluster.subscriptionId}
      </span>
    </div>
  );
}

function PoolCells({ row: { cluster, poolName, standing, age, image, posture, known } }: { row: PoolRow }) {
  return (
    <>
      <div role="cell" class="cell-pool">
        <Link to={poolAddress(cluster, poolName)} aria-label={`${poolName} in ${cluster.name}`}>
          {poolName}
        </Link>
        {posture && <PoolMarks posture={posture} />}
      </div>
      <div role="cell" class="cell-verdict">
        <VerdictMark standing={standing} />
      </div>
      <div role="cell" class="cell-since">
        {known?.since ? <Since at={known.since} /> : <span class="quiet-words">–</span>}
      </div>
      <div role="cell" class="cell-age">
        {posture && age ? <ProofMeter posture={posture} age={age} /> : <span class="quiet-words">no proof</span>}
      </div>
      <div role="cell" class="cell-nodes">
        {posture && <Coverage proven={posture.nodesProven} present={posture.nodesPresent} />}
      </div>
      <div role="cell" class="cell-image" title={image ?? undefined}>
        {image ?? <span class="quiet-words">unknown image</span>}
      </div>
      <div role="cell" class="cell-strip">
        {posture && <HistoryStrip posture={posture} />}
      </div>
    </>
  );
}
