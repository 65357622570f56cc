import { useMemo } from 'preact/hooks';
import { HistoryStrip } from '../parts/history-strip.tsx';
import { Since } from '../parts/moment.tsx';
import { Coverage, PoolMarks } from '../parts/pool-marks.tsx';
import { ProofMeter } from '../parts/proof-meter.tsx';
import { useVirtualRows } from '../parts/use-virtual-rows.ts';
import { useWidth } from '../parts/use-width.ts';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { findingsAddress, podsAddress, poolAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import type { PoolRow } from './pool-row.ts';

type Line = { kind: 'cluster'; first: PoolRow; pools: number } | { kind: 'pool'; row: PoolRow };

/** From this width on a row is one line, for its columns have room; below it is a card. In CSS pixels. */
const tableWidth = 1160;

/** Heights before they are measured, in CSS pixels. */
const heights = { cluster: 45, pool: 49, card: 150 };

const columns = ['Pool', 'Verdict', 'Since', 'Age of the proof', 'Isolated on', 'Image', 'Last 90 days'];

function toLines(rows: readonly PoolRow[]): Line[] {
  const groups = Map.groupBy(rows, ({ clusterId }) => clusterId.toLowerCase());
  return [...groups.values()].flatMap((group): Line[] => {
    const [first] = group;
    const pools = group.map((row): Line => ({ kind: 'pool', row }));
    return first ? [{ kind: 'cluster', first, pools: group.length }, ...pools] : pools;
  });
}

/** The pools by cluster. Only what is near the window is in the document, so that thousands scroll as ten do. */
export function PoolTable({ rows }: { rows: readonly PoolRow[] }) {
  const lines = useMemo(() => toLines(rows), [rows]);
  const wide = useWidth() >= tableWidth;
  const keyOf = (index: number) => {
    const line = lines[index];
    return line?.kind === 'pool' ? line.row.id : `cluster ${line?.first.clusterId}`;
  };
  const {
    list,
    height,
    rows: visible,
    measure,
  } = useVirtualRows({
    count: lines.length,
    estimate: (index) => (lines[index]?.kind === 'cluster' ? heights.cluster : wide ? heights.pool : heights.card),
    keyOf,
  });
  if (rows.length === 0)
    return (
      <div class="empty">
        <h2>No pool is so</h2>
        <p>The filters leave none. Clear one of them, or search for less.</p>
      </div>
    );
  return (
    <div
      role="table"
      aria-label="Kata pools by cluster"
      aria-rowcount={lines.length + 1}
      class={`pools${wide ? ' pools-wide' : ''}`}
    >
      <div role="row" aria-rowindex={1} class={`pool-row pool-head${wide ? '' : ' unseen'}`}>
        {columns.map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
      </div>
      <div ref={list} class="virtual" style={{ height: `${height}px` }}>
        {visible.map(({ index, key, top }) => {
          const line = lines[index];
          if (!line) return null;
          return (
            <div
              key={key}
              ref={measure}
              data-index={index}
              role="row"
              aria-rowindex={index + 2}
              class={line.kind === 'cluster' ? 'cluster-row' : 'pool-row'}
              style={{ transform: `translateY(${top}px)` }}
            >
              {line.kind === 'cluster' ? (
                <ClusterCells first={line.first} pools={line.pools} />
              ) : (
                <PoolCells row={line.row} />
              )}
            </div>
          );
        })}
      </div>
    </div>
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
