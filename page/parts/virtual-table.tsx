import type { ComponentChildren } from 'preact';
import { useVirtualRows } from './use-virtual-rows.ts';
import { useRoomForTables } from './use-width.ts';

/** What a line of a table in groups says of itself. */
export interface TableLine {
  key: string;
  /** Whether it heads a group of rows. */
  isHead: boolean;
}

interface VirtualTableProps<Line extends TableLine> {
  label: string;
  /** What a row is of: names the classes, `pool-row`. */
  of: 'pool' | 'pod';
  columns: readonly string[];
  lines: readonly Line[];
  /** Heights before they are measured, in CSS pixels. */
  heights: { head: number; row: number; card: number };
  /** The cells of a line. */
  children: (line: Line) => ComponentChildren;
}

/** A table whose rows are in groups. Only what is near the window is in the document, so that thousands scroll as ten do. */
export function VirtualTable<Line extends TableLine>(props: VirtualTableProps<Line>) {
  const { label, of, columns, lines, heights, children } = props;
  // Where there is no room a row is a card.
  const wide = useRoomForTables();
  const { list, height, rows, measure } = useVirtualRows({
    count: lines.length,
    estimate: (index) => (lines[index]?.isHead ? heights.head : wide ? heights.row : heights.card),
    keyOf: (index) => lines[index]?.key ?? String(index),
  });
  return (
    <div role="table" aria-label={label} aria-rowcount={lines.length + 1} class={`${of}s${wide ? ` ${of}s-wide` : ''}`}>
      <div role="row" aria-rowindex={1} class={`${of}-row ${of}-head${wide ? '' : ' unseen'}`}>
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
              class={line.isHead ? 'cluster-row' : `${of}-row`}
              style={{ transform: `translateY(${top}px)` }}
            >
              {children(line)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
