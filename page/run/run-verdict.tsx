import type { RunSummary } from '../api/answers.ts';
import { meaning, whatToDo } from '../parts/advice.ts';
import { describeElapsed } from '../parts/durations.ts';
import { exactMoment } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { Coverage } from '../parts/pool-marks.tsx';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { makeAddress, poolAddress, proofAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';

/** What a run came to: its verdict and why, or why there is none. */
export function RunVerdict({ run }: { run: RunSummary }) {
  const { result, error } = run;
  const verdict = result?.verdict ?? null;
  const took = describeElapsed(Date.parse(run.endedDateTime ?? '') - Date.parse(run.createdDateTime));
  return (
    <section class={`panel answer is-${verdict ?? 'never'}`} aria-label="What it came to">
      <div class="answer-main">
        {verdict && (
          <p>
            <VerdictMark standing={verdict} large />
          </p>
        )}
        <Why run={run} />
        {error && (
          <Notice tone="problem" title={error.code}>
            <p>{error.message}</p>
          </Notice>
        )}
        <p class="quiet-words">
          {run.step} – ended {exactMoment(run.endedDateTime ?? '')}, after {took}.
        </p>
        <div class="buttons">
          <Again run={run} />
        </div>
      </div>
      {result && result.pools.length > 0 && (
        <div class="pool-results">
          <h2>Pools</h2>
          <ul>
            {result.pools.map((pool) => (
              <li key={pool.poolName}>
                <VerdictMark standing={pool.verdict} />{' '}
                <Link to={poolAddress(run.cluster, pool.poolName)}>
                  <b>{pool.poolName}</b>
                </Link>{' '}
                <Coverage proven={pool.nodesProven} present={pool.nodesPresent} />
                {result.pools.length > 1 && <p class="quiet-words">{pool.reason}</p>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

/** The way to the same again: a pool that was not made, or is gone, has to be made first. */
function Again({ run: { kind, clusterId, poolName, result } }: { run: RunSummary }) {
  const left = result?.cleanup?.pool ?? 'none';
  const unmade = left === 'none' && (result?.pools ?? []).length === 0;
  const gone = kind === 'provisioning' && (unmade || left === 'removed' || left === 'removing');
  if (gone && poolName !== null)
    return (
      <Link to={makeAddress(clusterId, poolName)} class="button">
        Make it again
      </Link>
    );
  return (
    <Link
      to={
        poolName === null ? `/start?${new URLSearchParams({ cluster: clusterId })}` : proofAddress(clusterId, poolName)
      }
      class="button"
    >
      Prove again
    </Link>
  );
}

/** Why it came to that. A run that did not end by itself has proven nothing, but may have found something before. */
function Why({ run: { result, status, quarantine } }: { run: RunSummary }) {
  const verdict = result?.verdict ?? null;
  if (verdict && (status === 'Succeeded' || verdict !== 'inconclusive'))
    return (
      <>
        <p class="answer-why">{result?.reason}</p>
        {result?.reason !== meaning[verdict] && <p class="quiet-words">{meaning[verdict]}</p>}
        <p>
          <b>What to do:</b> {whatToDo(verdict, quarantine?.state === 'kept')}
        </p>
      </>
    );
  const canceled = status === 'Canceled';
  return (
    <>
      <p class="answer-why">{canceled ? 'It was canceled before it was proven.' : 'It failed before it was proven.'}</p>
      <p class="quiet-words">That is no pass: nothing is known of its nodes from this run.</p>
      <p>
        <b>What to do:</b>{' '}
        {canceled ? 'Start it again when it is wanted.' : 'Remove what stood in the way, then start it again.'}
      </p>
    </>
  );
}
