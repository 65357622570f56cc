import { useMemo } from 'preact/hooks';
import { useLoad } from '../api/use-load.ts';
import { LoadedLine } from '../parts/loaded-line.tsx';
import { Loading, LoadNotice, Notice } from '../parts/notice.tsx';
import { type Cluster, clusterIdOf, findingsAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import { place } from '../routing/location.ts';
import { FindingFilters } from './finding-filters.tsx';
import { FindingList } from './finding-list.tsx';
import { filterFindings, readFilter } from './findings.ts';
import { type FleetFindings, loadFleetFindings } from './load-fleet-findings.ts';
import { SeveritySummary } from './severity-summary.tsx';
import { useChanged } from './use-changed.ts';

const none: FleetFindings['rows'] = [];

/** What does not comply in any cluster, the gravest first. */
export function FindingsView() {
  const loaded = useLoad('findings of the fleet', loadFleetFindings);
  const { data } = loaded;
  const { rows, change } = useChanged(data?.rows ?? none, loaded.at);
  const filter = readFilter(place.value.query);
  const shown = useMemo(() => filterFindings(rows, filter), [rows, place.value]);
  const clusters = useMemo(
    () =>
      [...new Map(rows.map(({ cluster }) => [clusterIdOf(cluster).toLowerCase(), nameOf(cluster)]))].sort(
        ([, a], [, b]) => a.localeCompare(b, 'en'),
      ),
    [rows],
  );
  const whole = data !== null && data.read === data.clusters;
  return (
    <>
      <div class="view-head">
        <h1>Findings</h1>
        {data && (
          <LoadedLine loaded={loaded}>
            <span>
              in {data.clusters.toLocaleString('en')} {data.clusters === 1 ? 'cluster' : 'clusters'}
            </span>
          </LoadedLine>
        )}
      </div>
      <LoadNotice loaded={loaded} subject="The findings could not be loaded" />
      {data === null && loaded.loading && <Loading what="The clusters are loading." />}
      {data && <Gaps data={data} loading={loaded.loading} />}
      {rows.length > 0 && (
        <>
          <SeveritySummary rows={rows} chosen={filter.state === 'standing' ? filter.severity : ''} />
          <FindingFilters filter={filter} clusters={clusters} shown={shown.length} all={rows.length} />
          <FindingList rows={shown} withCluster onChanged={change} />
        </>
      )}
      {whole && shown.length === 0 && <Empty filtered={rows.length > 0} />}
    </>
  );
}

const nameOf = ({ name, resourceGroup }: Cluster) => `${name} (${resourceGroup})`;

/** What is missing: a list that looks whole and is not would be worse than none. */
function Gaps({ data, loading }: { data: FleetFindings; loading: boolean }) {
  const { clusters, read, neverInspected, failed, unlisted } = data;
  return (
    <>
      {read < clusters && loading && <Loading what={`${read} of ${clusters} clusters are read, more are coming.`} />}
      {unlisted && <Notice tone="caution" title={unlisted} />}
      {failed.length > 0 && (
        <Notice
          tone="problem"
          title={`The findings of ${failed.length === 1 ? 'one cluster' : `${failed.length} clusters`} could not be loaded.`}
        >
          <ul>
            {failed.slice(0, 10).map(({ cluster, problem }) => (
              <li key={clusterIdOf(cluster)}>
                {nameOf(cluster)}: {problem.message || problem.kind}
              </li>
            ))}
          </ul>
          {failed.length > 10 && <p>and {failed.length - 10} more.</p>}
        </Notice>
      )}
      {neverInspected.length > 0 && (
        <Notice
          tone="caution"
          title={`${neverInspected.length === 1 ? 'One cluster was' : `${neverInspected.length} clusters were`} never inspected. That nothing is found there means nothing.`}
        >
          <ul>
            {neverInspected.slice(0, 10).map((cluster) => (
              <li key={clusterIdOf(cluster)}>
                <Link to={findingsAddress(cluster)}>{nameOf(cluster)}</Link>
              </li>
            ))}
          </ul>
          {neverInspected.length > 10 && <p>and {neverInspected.length - 10} more.</p>}
        </Notice>
      )}
    </>
  );
}

export function Empty({ filtered }: { filtered: boolean }) {
  return (
    <div class="empty">
      <h2>{filtered ? 'No finding is so' : 'No finding'}</h2>
      <p>
        {filtered
          ? 'The filters leave none. Clear one of them, or search for less.'
          : 'Nothing was found where somebody has looked.'}
      </p>
    </div>
  );
}
