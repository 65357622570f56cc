import { useEffect, useState } from 'preact/hooks';
import type { RunPage, RunSummary } from '../api/answers.ts';
import { askFor } from '../api/ask.ts';
import { useLoad } from '../api/use-load.ts';
import { describeElapsed } from '../parts/durations.ts';
import { LoadedLine } from '../parts/loaded-line.tsx';
import { Moment } from '../parts/moment.tsx';
import { Loading, LoadNotice, ProblemNotice } from '../parts/notice.tsx';
import { useMore } from '../parts/use-more.ts';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { runAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import { place } from '../routing/location.ts';
import { describeOrigin, describeRun, statusWords } from './describe-run.ts';
import { RunFilters, toFilter } from './run-filters.tsx';

/** How often a list with a run that goes on is loaded anew, in milliseconds. */
const refreshMs = 10_000;

/** All runs, the newest first. */
export function RunsView() {
  const filter = toFilter(place.value.query);
  const path = `/runs?${new URLSearchParams({ maxpagesize: '50', ...(filter !== '' && { filter }) })}`;
  const first = useLoad(`runs ${filter}`, (signal) => askFor<RunPage>(path, { signal }));
  // A load of the first page anew keeps the older ones, as long as no run is missing between them.
  const [gaps, countGap] = useState(0);
  const more = useMore(`${path} ${gaps}`, path, first.data);
  const newest = first.data?.value ?? [];
  const known = new Set(newest.map(({ id }) => id));
  const older = more.value.length === 0 ? [] : [...more.from, ...more.value];
  const joined = older.length === 0 || older.some(({ id }) => known.has(id));
  // What a later load of the first page has pushed onto the next is there once.
  const runs = joined ? [...newest, ...older.filter(({ id }) => !known.has(id))] : newest;
  useEffect(() => {
    if (!joined) countGap((before) => before + 1);
  }, [joined]);
  const goesOn = runs.some(({ endedDateTime }) => endedDateTime === null);
  useEffect(() => {
    if (!goesOn) return;
    const timer = setInterval(() => {
      if (!document.hidden) first.reload();
    }, refreshMs);
    return () => clearInterval(timer);
  }, [goesOn]);
  return (
    <>
      <div class="view-head">
        <h1>Runs</h1>
        {first.data && <LoadedLine loaded={first} />}
      </div>
      <RunFilters />
      <LoadNotice loaded={first} subject="The runs could not be loaded" />
      {first.data === null && first.loading && <Loading what="The runs are loading." />}
      {first.data && runs.length === 0 && <Empty filtered={filter !== ''} />}
      {runs.length > 0 && (
        <ul class="runs">
          {runs.map((run) => (
            <RunItem key={run.id} run={run} />
          ))}
        </ul>
      )}
      {more.problem && (
        <ProblemNotice problem={more.problem} subject="More runs could not be loaded" retry={more.load} />
      )}
      {more.there && (
        <button type="button" class="button" disabled={more.loading} onClick={more.load}>
          {more.loading ? 'Loading…' : 'Load older runs'}
        </button>
      )}
    </>
  );
}

function RunItem({ run }: { run: RunSummary }) {
  const verdict = run.result?.verdict ?? null;
  const ended = run.endedDateTime;
  return (
    <li class={`run is-${verdict ?? 'never'}`}>
      <div class="run-standing">
        {verdict && <VerdictMark standing={verdict} />}
        {(verdict === null || run.status !== 'Succeeded') && <span class="run-status">{statusWords[run.status]}</span>}
      </div>
      <div class="run-what">
        <Link to={runAddress(run.id)}>{describeRun(run)}</Link>
        <p class="quiet-words">{run.error?.message ?? run.result?.reason ?? run.step}</p>
        {ended === null && (
          <progress max={100} value={run.percentComplete} aria-label={`Progress of ${describeRun(run)}`} />
        )}
      </div>
      <div class="run-when">
        <Moment at={run.createdDateTime} />
        <p class="quiet-words">
          {ended === null
            ? run.approval?.state === 'waiting'
              ? 'waits for approval'
              : `${run.percentComplete}%`
            : `took ${describeElapsed(Date.parse(ended) - Date.parse(run.createdDateTime))}`}{' '}
          · {describeOrigin(run.startedBy)}
        </p>
      </div>
    </li>
  );
}

function Empty({ filtered }: { filtered: boolean }) {
  return (
    <div class="empty">
      <h2>{filtered ? 'No run is so' : 'No run yet'}</h2>
      <p>{filtered ? 'The filters leave none.' : 'A run proves a pool, or makes one and proves it.'}</p>
      {!filtered && (
        <p>
          <Link to="/start" class="button button-main">
            Start one
          </Link>
        </p>
      )}
    </div>
  );
}
