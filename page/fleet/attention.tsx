import { useState } from 'preact/hooks';
import { whatToDo, whySo } from '../parts/advice.ts';
import { Since } from '../parts/moment.tsx';
import { gravestFirst } from '../parts/standing.ts';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { poolAddress, proofAddress, runAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import { isThere, type PoolRow } from './pool-row.ts';

/** As many as fit above the table. */
const few = 4;

/** The pools that are not isolated, with why and what to do now, the gravest first. */
export function Attention({ rows }: { rows: readonly PoolRow[] }) {
  const [all, setAll] = useState(false);
  const waiting = gravestFirst
    .filter((each) => each !== 'isolated')
    .flatMap((each) => rows.filter((row) => row.standing === each && isThere(row)));
  if (waiting.length === 0) return null;
  const most = all ? 50 : few;
  return (
    <section class="attention" aria-labelledby="attention-title">
      <h2 id="attention-title">Not isolated, or not known to be</h2>
      <ol>
        {waiting.slice(0, most).map((row) => (
          <Item key={row.id} row={row} />
        ))}
      </ol>
      {waiting.length > few && (
        <p>
          <button type="button" class="link" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Show fewer' : `Show ${Math.min(waiting.length, 50) - few} more`}
          </button>
          {all && waiting.length > 50 && ' The numbers above filter the table by the rest.'}
        </p>
      )}
    </section>
  );
}

function Item({ row: { cluster, clusterId, poolName, standing, posture, known } }: { row: PoolRow }) {
  const named = `${poolName} in ${cluster.name}`;
  return (
    <li class={`attention-item is-${standing}`}>
      <div class="attention-what">
        <VerdictMark standing={standing} />
        <Link to={poolAddress(cluster, poolName)}>
          <b>{poolName}</b> in <bdi>{cluster.name}</bdi>
        </Link>
        {known?.since && (
          <span class="quiet-words">
            since <Since at={known.since} />
          </span>
        )}
      </div>
      <p class="attention-why">{whySo(posture, known)}</p>
      <p class="attention-todo">
        <b>Now:</b> {whatToDo(standing, posture?.quarantined)}{' '}
        {posture && standing !== 'stale' && (
          <Link to={runAddress(posture.runId)} aria-label={`Open the run of ${named}`}>
            Open the run
          </Link>
        )}{' '}
        <Link to={proofAddress(clusterId, poolName)} aria-label={`Prove ${posture ? 'again' : 'it'}: ${named}`}>
          Prove {posture ? 'again' : 'it'}
        </Link>
      </p>
    </li>
  );
}
