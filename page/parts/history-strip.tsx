import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Posture, Verdict } from '../api/answers.ts';
import { session } from '../api/session.ts';
import { dayMs, describeHistory, type HistoryDay, toDays } from './history-days.ts';
import { type History, loadHistory } from './load-history.ts';
import { now } from './now.ts';

/** Widths and heights in units of the drawing. */
const cell = 3;
const gap = 1;
const height = 18;

/** What a day looks like, told by form as well: a pass is a full bar, the others are a cross-cut, a short and a hollow one. */
const forms: Record<Verdict, (x: number) => string> = {
  isolated: (x) => `M${x} 1h${cell}v14h-${cell}Z`,
  'shared-kernel': (x) => `M${x} 1h${cell}v6h-${cell}ZM${x} 9h${cell}v6h-${cell}Z`,
  suspect: (x) => `M${x} 8h${cell}v7h-${cell}Z`,
  inconclusive: (x) =>
    `M${x} 1h${cell}v2h-${cell}ZM${x} 13h${cell}v2h-${cell}ZM${x} 3h.8v10h-.8ZM${x + cell - 0.8} 3h.8v10h-.8Z`,
};

/** A pool's last days: a cell each by its worst verdict, and a mark below a day with a new node image. `silent` where words stand beside it. */
export function StripOfDays({ days, silent = false }: { days: readonly HistoryDay[]; silent?: boolean }) {
  const at = (place: number) => place * (cell + gap);
  const pathOf = (verdict: Verdict) =>
    days.map((day, place) => (day.verdict === verdict ? forms[verdict](at(place)) : '')).join('');
  const empty = days
    .map(({ verdict }, place) => (verdict === null ? `M${at(place) + 0.8} 14h1.4v1h-1.4Z` : ''))
    .join('');
  const images = days
    .map(({ newImage }, place) => (newImage === null ? '' : `M${at(place) - 0.5} 18l2-2.2 2 2.2Z`))
    .join('');
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${days.length * (cell + gap)} ${height}`}
      role="img"
      aria-hidden={silent}
      aria-label={silent ? '' : describeHistory(days)}
      preserveAspectRatio="none"
    >
      {(Object.keys(forms) as Verdict[]).map((verdict) => (
        <path key={verdict} class={`strip-${verdict}`} d={pathOf(verdict)} />
      ))}
      <path class="strip-empty" d={empty} />
      <path class="strip-image" d={images} />
    </svg>
  );
}

/** Histories that were loaded, and those that are on their way. */
const known = new Map<string, Promise<History>>();
let running = 0;
const waiting: (() => void)[] = [];

/** So many at once, so that a fast scroll does not crowd out what a person clicks. */
const most = 4;

/** Loads a history in its turn; null when nobody needs it any more by then. */
async function inTurn(posture: Posture, isNeeded: () => boolean): Promise<History | null> {
  const name = `${session.value} ${posture.clusterId}/${posture.poolName} ${posture.provenAt}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
  if (!isNeeded()) {
    waiting.shift()?.();
    return null;
  }
  running += 1;
  const loading = loadHistory(posture).finally(() => {
    running -= 1;
    waiting.shift()?.();
  });
  known.set(name, loading);
  loading.catch(() => known.delete(name));
  return loading;
}

/** How long a row must be in sight before its history is asked for, in milliseconds. */
const settleMs = 150;

/** The strip of a pool, loaded once it stays in sight. */
export function HistoryStrip({ posture }: { posture: Posture }) {
  const [state, setState] = useState<History | 'loading' | 'failed'>('loading');
  const [tries, retry] = useState(0);
  const signedIn = session.value;
  // A posture is told by its pool and by when that was proven.
  useEffect(() => {
    let needed = true;
    const timer = setTimeout(() => {
      inTurn(posture, () => needed).then(
        (history) => {
          if (needed && history) setState(history);
        },
        () => {
          if (needed) setState('failed');
        },
      );
    }, settleMs);
    return () => {
      needed = false;
      clearTimeout(timer);
    };
  }, [posture.clusterId, posture.poolName, posture.provenAt, signedIn, tries]);
  const day = Math.floor(now.value / dayMs);
  const days = useMemo(() => (typeof state === 'string' ? [] : toDays(state.proofs, day * dayMs)), [state, day]);
  if (state === 'failed')
    return (
      <span class="strip-words">
        History not loaded.{' '}
        <button type="button" class="link" onClick={() => retry((before) => before + 1)}>
          Try again
        </button>
      </span>
    );
  if (state === 'loading') return <span class="strip strip-loading" role="img" aria-label="History is loading" />;
  return <StripOfDays days={days} />;
}
