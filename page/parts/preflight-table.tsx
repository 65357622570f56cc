import type { Preflight } from '../api/answers.ts';
import { Scroll } from './scroll.tsx';

type Check = Preflight['checks'][number];

const words: Record<Check['outcome'], { word: string; sign: string }> = {
  failed: { word: 'Failed', sign: 'M4 4l8 8M12 4l-8 8' },
  'could-not-check': { word: 'Could not check', sign: 'M6 6.2c0-2.6 4.2-2.6 4.2 0C10.2 8 8 7.8 8 9.8M8 12v.4' },
  warning: { word: 'Warning', sign: 'M8 2.5 14.5 13.5h-13ZM8 6.5v3M8 11.4v.4' },
  passed: { word: 'Passed', sign: 'M3.5 8.5l3 3 6-7' },
};

const order = Object.keys(words) as Check['outcome'][];

/** How a check came out, by shape, word and colour. */
export function OutcomeMark({ outcome }: { outcome: Check['outcome'] }) {
  return (
    <span class={`outcome outcome-${outcome}`}>
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={words[outcome].sign} />
      </svg>
      {words[outcome].word}
    </span>
  );
}

/** What was checked before anything is made: what needs somebody, and behind it what was passed. */
export function PreflightTable({ checks }: { checks: readonly Check[] }) {
  const open = checks.filter(({ outcome }) => outcome !== 'passed');
  const passed = checks.filter(({ outcome }) => outcome === 'passed');
  return (
    <>
      {open.length > 0 && (
        <Rows
          label="Checks that were not passed"
          checks={open.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))}
        />
      )}
      {passed.length > 0 && (
        <details>
          <summary>
            <OutcomeMark outcome="passed" /> {passed.length} {passed.length === 1 ? 'check' : 'checks'}
          </summary>
          <Rows label="Checks that were passed" checks={passed} />
        </details>
      )}
    </>
  );
}

function Rows({ label, checks }: { label: string; checks: readonly Check[] }) {
  return (
    <Scroll label={label}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Check</th>
            <th scope="col">What was seen, and what to do</th>
          </tr>
        </thead>
        <tbody>
          {checks.map(({ name, outcome, message, remedy }) => (
            <tr key={name}>
              <td class="nowrap" data-label="Outcome">
                <OutcomeMark outcome={outcome} />
              </td>
              <th scope="row" class="nowrap plain-head">
                {name}
              </th>
              <td class="wide-cell" data-label="What was seen">
                {message}
                {remedy && <p class="remedy">{remedy}</p>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
