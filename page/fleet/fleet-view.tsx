import { useMemo } from 'preact/hooks';
import { type Loaded, useLoad } from '../api/use-load.ts';
import { LoadedLine } from '../parts/loaded-line.tsx';
import { Loading, LoadNotice, Notice } from '../parts/notice.tsx';
import { now } from '../parts/now.ts';
import { ReportPicker } from '../parts/report-picker.tsx';
import { StripLegend } from '../parts/strip-legend.tsx';
import { Link } from '../routing/link.tsx';
import { place } from '../routing/location.ts';
import { Attention } from './attention.tsx';
import { filterRows, readFilter } from './filter-rows.ts';
import { Filters } from './filters.tsx';
import { type Clusters, loadClusters, loadPostures, type Postures } from './load-fleet.ts';
import { toRows } from './pool-row.ts';
import { PoolTable } from './pool-table.tsx';
import { Summary } from './summary.tsx';

const minuteMs = 60_000;

/** Every cluster and Kata pool: what is not isolated first, then all of them. */
export function FleetView() {
  const postures = useLoad('postures', loadPostures);
  const clusters = useLoad('clusters', loadClusters);
  // A proof that counts when it is loaded may no longer count while it is looked at.
  const minute = Math.floor(now.value / minuteMs);
  const rows = useMemo(
    () => toRows(postures.data?.value ?? [], clusters.data?.value ?? [], now.value),
    [postures.data, clusters.data, minute],
  );
  const filter = readFilter(place.value.query);
  // The filter is what the address says.
  const shown = useMemo(() => filterRows(rows, filter), [rows, place.value]);
  const count = new Set(rows.map(({ clusterId }) => clusterId)).size;
  return (
    <>
      <div class="view-head">
        <h1>Fleet</h1>
        {postures.data && (
          <LoadedLine loaded={both(postures, clusters)}>
            <span>
              {rows.length.toLocaleString('en')} {rows.length === 1 ? 'pool' : 'pools'} in {count.toLocaleString('en')}{' '}
              {count === 1 ? 'cluster' : 'clusters'}
            </span>
          </LoadedLine>
        )}
      </div>
      <Gaps postures={postures} clusters={clusters} />
      {postures.data === null && postures.loading && <Loading what="The fleet is loading." />}
      {rows.length > 0 && (
        <>
          <Summary rows={rows} chosen={filter.standing} />
          <Attention rows={rows} />
          <h2 class="unseen">All pools</h2>
          <div class="fleet-tools">
            <Filters rows={rows} filter={filter} shown={shown.length} />
            <ReportPicker path="/fleet" of="the fleet" />
          </div>
          {shown.some(({ posture }) => posture !== null) && (
            <div class="fleet-legend">
              <span>Last 90 days, a day each:</span>
              <StripLegend />
            </div>
          )}
          <PoolTable rows={shown} />
        </>
      )}
      {rows.length === 0 && postures.data?.whole && <Empty clusters={clusters} />}
    </>
  );
}

function both(postures: Loaded<Postures>, clusters: Loaded<Clusters>): Loaded<unknown> {
  return {
    ...postures,
    loading: postures.loading || clusters.loading,
    reload() {
      postures.reload();
      clusters.reload();
    },
  };
}

/** What is not there (yet), or could not be had: a table that looks whole and is not would be worse than none. */
function Gaps({ postures, clusters }: { postures: Loaded<Postures>; clusters: Loaded<Clusters> }) {
  const unread = clusters.data?.unread ?? [];
  const { data, loading, problem } = postures;
  return (
    <>
      {data && !data.whole && loading && (
        <Loading what={`${data.value.length.toLocaleString('en')} pools loaded, more are coming.`} />
      )}
      {data && !data.whole && problem && (
        <Notice
          tone="caution"
          title={`Only ${data.value.length.toLocaleString('en')} pools could be loaded. There are more.`}
        />
      )}
      <LoadNotice loaded={both(postures, clusters)} subject="The pools could not be loaded" />
      {clusters.problem?.kind !== problem?.kind && (
        <LoadNotice
          loaded={clusters}
          subject="The clusters could not be listed, so pools that were never proven are missing, and new node images are not seen"
        />
      )}
      {unread.length > 0 && (
        <Notice
          tone="caution"
          title={`${unread.length === 1 ? 'One place' : `${unread.length} places`} could not be listed. Pools there that were never proven are missing here, and new node images are not seen.`}
        >
          <ul>
            {unread.map(({ subscriptionId, resourceGroup, code, message }) => (
              <li key={`${subscriptionId} ${resourceGroup}`}>
                {resourceGroup === null ? 'Subscription' : `Group ${resourceGroup} of subscription`}{' '}
                <code>{subscriptionId}</code>: {message} <code>{code}</code>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

function Empty({ clusters }: { clusters: Loaded<Clusters> }) {
  if (clusters.loading) return <Loading what="No pool has been proven. The clusters are loading." />;
  const found = clusters.data?.value.length ?? 0;
  return (
    <div class="empty">
      <h2>No Kata pool yet</h2>
      <p>
        {found === 0
          ? 'No cluster is within what this app watches. Its settings name subscriptions and scopes.'
          : `${found} ${found === 1 ? 'cluster is' : 'clusters are'} watched, and none has a pool with Pod Sandboxing.`}
      </p>
      <p>
        <Link to="/start" class="button button-main">
          Start a proof or make a pool
        </Link>
      </p>
    </div>
  );
}
