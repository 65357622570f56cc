import { useMemo } from 'preact/hooks';
import { SearchField } from '../parts/search-field.tsx';
import { standingWords } from '../parts/verdict-mark.tsx';
import { changeQuery } from '../routing/location.ts';
import { type FleetFilter, isEmptyFilter } from './filter-rows.ts';
import type { PoolRow } from './pool-row.ts';

const ages = { fresh: 'Fresh', due: 'Due', stale: 'Stale' };

/** The filters of the fleet, which live in the address: a link to it shows the same. */
export function Filters({ rows, filter, shown }: { rows: readonly PoolRow[]; filter: FleetFilter; shown: number }) {
  const clusters = useMemo(
    () => [...new Map(rows.map(({ clusterId, cluster }) => [clusterId.toLowerCase(), cluster]))],
    [rows],
  );
  return (
    <section class="filters" aria-label="Filters" role="search">
      <SearchField text={filter.text} placeholder="Pool, cluster, image, reason" />
      <label class="field">
        <span>Verdict</span>
        <select value={filter.standing} onChange={(event) => changeQuery({ verdict: event.currentTarget.value })}>
          <option value="">Any</option>
          {Object.entries(standingWords).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Age of the proof</span>
        <select value={filter.age} onChange={(event) => changeQuery({ age: event.currentTarget.value })}>
          <option value="">Any</option>
          {Object.entries(ages).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label class="field field-wide">
        <span>Cluster</span>
        <select value={filter.cluster} onChange={(event) => changeQuery({ cluster: event.currentTarget.value })}>
          <option value="">Any</option>
          {clusters.map(([id, { name, resourceGroup }]) => (
            <option key={id} value={id}>
              {name} ({resourceGroup})
            </option>
          ))}
        </select>
      </label>
      <p class="filters-found" role="status">
        {shown.toLocaleString('en')} of {rows.length.toLocaleString('en')}
        {!isEmptyFilter(filter) && (
          <button type="button" class="link" onClick={() => changeQuery({ q: '', verdict: '', age: '', cluster: '' })}>
            Clear filters
          </button>
        )}
      </p>
    </section>
  );
}
