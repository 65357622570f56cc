import { ReadOnlyNote } from '../parts/act-button.tsx';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import { useVirtualRows } from '../parts/use-virtual-rows.ts';
import { changeQuery } from '../routing/location.ts';
import { FindingItem } from './finding-item.tsx';
import type { Finding, FindingRow } from './findings.ts';
import { useWaiving, type Waiving } from './use-waiving.ts';
import { WaiverDialog } from './waiver-dialog.tsx';

/** Height of a finding before it is measured, in CSS pixels. */
const usualHeight = 150;

/** Findings, of which each can be waived. */
export function FindingList({
  rows,
  withCluster,
  onChanged,
}: {
  rows: readonly FindingRow[];
  withCluster: boolean;
  onChanged: (row: FindingRow, finding: Finding) => void;
}) {
  const waivers = useWaiving(onChanged);
  return (
    <>
      <ReadOnlyNote />
      <WaiverNews waivers={waivers} />
      {rows.length > 0 && <h2 class="unseen">What was found</h2>}
      {rows.length > 0 && <Rows rows={rows} withCluster={withCluster} waivers={waivers} />}
      {waivers.waiving && <WaiverDialog row={waivers.waiving} onClose={waivers.end} onChanged={waivers.changed} />}
    </>
  );
}

function WaiverNews({ waivers: { told, problem } }: { waivers: Waiving }) {
  return (
    <>
      {told && (
        <Notice tone={told.tone} title={told.title}>
          {told.detail && <p>{told.detail}</p>}
          {told.showWaived && (
            <p>
              <button type="button" class="link" onClick={() => changeQuery({ state: 'waived', severity: '' })}>
                Show what is waived
              </button>
            </p>
          )}
        </Notice>
      )}
      {problem && <ProblemNotice problem={problem} subject="The waiver was not taken back" />}
    </>
  );
}

/** Only what is near the window is in the document. */
function Rows({ rows, withCluster, waivers }: { rows: readonly FindingRow[]; withCluster: boolean; waivers: Waiving }) {
  const virtual = useVirtualRows({
    count: rows.length,
    estimate: () => usualHeight,
    keyOf: (index) => rows[index]?.key ?? String(index),
  });
  return (
    <div ref={virtual.list} role="list" aria-label="Findings" class="virtual" style={{ height: `${virtual.height}px` }}>
      {virtual.rows.map(({ index, key, top }) => {
        const row = rows[index];
        if (!row) return null;
        return (
          <div
            key={key}
            ref={virtual.measure}
            data-index={index}
            role="listitem"
            aria-setsize={rows.length}
            aria-posinset={index + 1}
            class="finding-place"
            style={{ transform: `translateY(${top}px)` }}
          >
            <FindingItem
              row={row}
              withCluster={withCluster}
              busy={waivers.busy === row.key}
              onWaive={() => waivers.begin(row)}
              onTakeBack={() => void waivers.takeBack(row)}
            />
          </div>
        );
      })}
    </div>
  );
}
