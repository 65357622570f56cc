import { SearchField } from '../parts/search-field.tsx';
import { type Severity, severities, severityWords } from '../parts/severity-mark.tsx';
import { changeQuery } from '../routing/location.ts';
import { type FindingFilter, isEmptyFilter, stateWords } from './findings.ts';

/** The filters of findings, which live in the address. `clusters` has names by ARM id; none for the view of one cluster. */
export function FindingFilters({
  filter,
  clusters,
  shown,
  all,
}: {
  filter: FindingFilter;
  clusters: readonly (readonly [string, string])[];
  shown: number;
  all: number;
}) {
  return (
    <section class="filters finding-filters" aria-label="Filters" role="search">
      <SearchField text={filter.text} placeholder="Rule, subject, control, words" />
      <label class="field">
        <span>State</span>
        <select
          value={filter.state}
          onChange={({ currentTarget: { value } }) => changeQuery({ state: value === 'standing' ? '' : value })}
        >
          {Object.entries(stateWords).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
          <option value="all">All</option>
        </select>
      </label>
      <label class="field">
        <span>Severity</span>
        <select value={filter.severity} onChange={(event) => changeQuery({ severity: event.currentTarget.value })}>
          <option value="">Any</option>
          {severities.map((each: Severity) => (
            <option key={each} value={each}>
              {severityWords[each]}
            </option>
          ))}
        </select>
      </label>
      {clusters.length > 0 && (
        <label class="field field-wide">
          <span>Cluster</span>
          <select value={filter.cluster} onChange={(event) => changeQuery({ cluster: event.currentTarget.value })}>
            <option value="">Any</option>
            {clusters.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <p class="filters-found" role="status">
        {shown.toLocaleString('en')} of {all.toLocaleString('en')}
        {!isEmptyFilter(filter) && (
          <button
            type="button"
            class="link"
            onClick={() => changeQuery({ q: '', state: '', severity: '', cluster: '' })}
          >
            Clear filters
          </button>
        )}
      </p>
    </section>
  );
}
