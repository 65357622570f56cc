import { verdicts } from '../parts/standing.ts';
import { standingWords } from '../parts/verdict-mark.tsx';
import { changeQuery, place } from '../routing/location.ts';
import { statusWords } from './describe-run.ts';

const kinds = { verification: 'Proofs', provisioning: 'New pools' };

/** The filter of the API that the query of the address means; what the address has of a wrong form is left out. */
export function toFilter(query: URLSearchParams): string {
  const field = (name: string, known: readonly string[]) => known.find((each) => each === query.get(name)) ?? null;
  const since = /^\d{4}-\d\d-\d\d$/.exec(query.get('since') ?? '')?.[0] ?? null;
  const [verdict, status] = [field('verdict', verdicts), field('status', Object.keys(statusWords))];
  const kind = field('kind', Object.keys(kinds));
  const cluster = query.get('cluster') ?? '';
  return [
    ...(verdict ? [`verdict eq '${verdict}'`] : []),
    ...(status ? [`status eq '${status}'`] : []),
    ...(kind ? [`kind eq '${kind}'`] : []),
    ...(since ? [`since ge ${since}`] : []),
    ...(cluster ? [`cluster eq '${cluster.replaceAll("'", "''")}'`] : []),
  ].join(' and ');
}

/** The filters of the list of runs, which live in the address. */
export function RunFilters() {
  const { query } = place.value;
  const cluster = query.get('cluster') ?? '';
  return (
    <section class="filters run-filters" role="search" aria-label="Filters">
      <Choice name="verdict" label="Verdict" options={verdicts.map((each) => [each, standingWords[each]])} />
      <Choice name="status" label="Status" options={Object.entries(statusWords)} />
      <Choice name="kind" label="Kind" options={Object.entries(kinds)} />
      <label class="field">
        <span>Since</span>
        <input
          type="date"
          value={query.get('since') ?? ''}
          onChange={(event) => changeQuery({ since: event.currentTarget.value })}
        />
      </label>
      {cluster !== '' && (
        <p class="quiet-words filters-cluster">
          Only of cluster <b>{cluster.split('/').at(-1)}</b>.{' '}
          <button type="button" class="link" onClick={() => changeQuery({ cluster: '' })}>
            Those of all clusters
          </button>
        </p>
      )}
    </section>
  );
}

function Choice({ name, label, options }: { name: string; label: string; options: (readonly [string, string])[] }) {
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={place.value.query.get(name) ?? ''}
        onChange={(event) => changeQuery({ [name]: event.currentTarget.value })}
      >
        <option value="">Any</option>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
