import { useState } from 'preact/hooks';
import { askFor } from '../api/ask.ts';
import { type Problem, toProblem } from '../api/problem.ts';
import { useLoad } from '../api/use-load.ts';
import { ReadOnlyNote } from '../parts/act-button.tsx';
import { LoadedLine } from '../parts/loaded-line.tsx';
import { Loading, LoadNotice, Notice, ProblemNotice } from '../parts/notice.tsx';
import { type Page, useMore } from '../parts/use-more.ts';
import { Link } from '../routing/link.tsx';
import { place } from '../routing/location.ts';
import { AlertItem } from './alert-item.tsx';
import { type Alert, type AlertState, stateWords } from './alert-words.ts';

const states = ['dead', 'queued', 'sent'] as const;

/** What people were told, are to be told, or could not be told. */
export function AlertsView() {
  const { query } = place.value;
  const state = states.find((each) => each === query.get('state')) ?? null;
  const cluster = query.get('cluster') ?? '';
  const asked = {
    ...(state && { state }),
    ...(cluster !== '' && { filter: `cluster eq '${cluster.replaceAll("'", "''")}'` }),
  };
  const path = `/alerts?${new URLSearchParams({ ...asked, maxpagesize: '50' })}`;
  const first = useLoad(`list ${path}`, (signal) => askFor<Page<Alert>>(path, { signal }));
  // What came behind another first page does not follow this one.
  const more = useMore(first.data, path, first.data);
  const [replayed, setReplayed] = useState<ReadonlyMap<string, Alert>>(new Map());
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [told, setTold] = useState<string | null>(null);
  // What was replayed here is shown as it is now, until the list is loaded anew.
  const listed = [...(first.data?.value ?? []), ...more.value];
  const alerts = listed.map((alert) => (alert.state === 'dead' ? (replayed.get(alert.id) ?? alert) : alert));
  const replay = async ({ id, subject, sink }: Alert) => {
    setBusy(id);
    setProblem(null);
    setTold(null);
    try {
      const now = await askFor<Alert>(`/alerts/${encodeURIComponent(id)}/replay`, { method: 'POST' });
      setReplayed((before) => new Map(before).set(id, now));
      setTold(`Queued again, for ${sink}: ${subject ?? id}. It is tried within five minutes.`);
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setBusy(null);
    }
  };
  const reload = () => {
    setReplayed(new Map());
    first.reload();
  };
  return (
    <>
      <div class="view-head">
        <h1>Alerts</h1>
        {first.data && <LoadedLine loaded={{ ...first, reload }} />}
      </div>
      <StateTabs state={state} cluster={cluster} />
      <LoadNotice loaded={first} subject="The alerts could not be loaded" />
      {first.data === null && first.loading && <Loading what="The alerts are loading." />}
      <ReadOnlyNote />
      {told && <Notice tone="plain" title={told} />}
      {problem && <ProblemNotice problem={problem} subject="The alert was not queued" />}
      {alerts.length > 0 && <h2 class="unseen">What people were told</h2>}
      {alerts.length > 0 && (
        <ul class="alerts" aria-label="Alerts">
          {alerts.map((alert) => (
            <li key={alert.id}>
              <AlertItem alert={alert} busy={busy === alert.id} onReplay={() => void replay(alert)} />
            </li>
          ))}
        </ul>
      )}
      {first.data && alerts.length === 0 && !more.there && <Empty state={state} />}
      {more.problem && (
        <ProblemNotice problem={more.problem} subject="More alerts could not be loaded" retry={more.load} />
      )}
      {more.there && (
        <button type="button" class="button" disabled={more.loading} onClick={more.load}>
          {more.loading ? 'Loading…' : 'Load more'}
        </button>
      )}
    </>
  );
}

/** The states as addresses, so that the way back leads to the one before. */
function StateTabs({ state, cluster }: { state: AlertState | null; cluster: string }) {
  const addressOf = (each: AlertState | null, of = cluster) => {
    const query = new URLSearchParams({ ...(each && { state: each }), ...(of !== '' && { cluster: of }) }).toString();
    return query === '' ? '/alerts' : `/alerts?${query}`;
  };
  return (
    <div class="alerts-asked">
      <nav aria-label="What became of alerts" class="tabs">
        <ul>
          {[null, ...states].map((each) => (
            <li key={each}>
              <Link to={addressOf(each)} aria-current={each === state ? 'page' : undefined}>
                {each === null ? 'All' : stateWords[each]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {cluster !== '' && (
        <p class="quiet-words">
          Only of cluster <b>{cluster.split('/').at(-1)}</b>.{' '}
          <Link to={addressOf(state, '')}>Those of all clusters</Link>
        </p>
      )}
    </div>
  );
}

const emptyWords = {
  all: 'Nobody was told anything yet, and nobody is to be told. People hear of a pool when its state changes.',
  dead: 'No alert was given up.',
  queued: 'No alert waits.',
  sent: 'No alert was sent.',
};

function Empty({ state }: { state: AlertState | null }) {
  return (
    <div class="empty">
      <h2>No alert</h2>
      <p>{emptyWords[state ?? 'all']}</p>
    </div>
  );
}
