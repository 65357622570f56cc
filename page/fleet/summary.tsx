import { gravestFirst } from '../parts/standing.ts';
import { StandingIcon, standingWords } from '../parts/verdict-mark.tsx';
import { changeQuery } from '../routing/location.ts';
import { isThere, type PoolRow } from './pool-row.ts';

const order = ['isolated' as const, ...gravestFirst.filter((each) => each !== 'isolated')];

/** How many pools stand how. Each number filters the table by itself. */
export function Summary({ rows, chosen }: { rows: readonly PoolRow[]; chosen: string }) {
  const there = rows.filter(isThere);
  const counts = Map.groupBy(there, ({ standing }) => standing);
  return (
    <section aria-label="How many pools stand how">
      <ul class="summary">
        {order.map((standing) => {
          const count = counts.get(standing)?.length ?? 0;
          return (
            <li key={standing}>
              <button
                type="button"
                class={`tally is-${standing}${count === 0 ? ' tally-none' : ''}`}
                aria-pressed={chosen === standing}
                onClick={() => changeQuery({ verdict: chosen === standing ? '' : standing })}
              >
                <span class="tally-count">{count.toLocaleString('en')}</span>
                <span class="tally-word">
                  <StandingIcon standing={standing} />
                  {standingWords[standing]}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
