import { SeverityIcon, severities, severityWords } from '../parts/severity-mark.tsx';
import { changeQuery } from '../routing/location.ts';
import type { FindingRow } from './findings.ts';

/** How many findings of each severity stand. Each number filters the list by itself. */
export function SeveritySummary({ rows, chosen }: { rows: readonly FindingRow[]; chosen: string }) {
  const standing = rows.filter(({ finding }) => finding.state === 'standing');
  const counts = Map.groupBy(standing, ({ finding }) => finding.severity);
  return (
    <section aria-label="How many findings stand">
      <ul class="summary summary-five">
        {severities.map((severity) => {
          const count = counts.get(severity)?.length ?? 0;
          return (
            <li key={severity}>
              <button
                type="button"
                class={`tally severity-${severity}${count === 0 ? ' tally-none' : ''}`}
                aria-pressed={chosen === severity}
                onClick={() => changeQuery({ severity: chosen === severity ? '' : severity, state: '' })}
              >
                <span class="tally-count">{count.toLocaleString('en')}</span>
                <span class="tally-word">
                  <SeverityIcon severity={severity} />
                  {severityWords[severity]}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
