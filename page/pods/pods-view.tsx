import { useMemo } from 'preact/hooks';
import type { ArmCluster } from '../api/answers.ts';
import { askFor } from '../api/ask.ts';
import { useLoad } from '../api/use-load.ts';
import { ClusterHead, clusterOf } from '../cluster/cluster-head.tsx';
import { LoadedLine } from '../parts/loaded-line.tsx';
import { Loading, LoadNotice, Notice } from '../parts/notice.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { clusterIdOf, clusterPath } from '../routing/addresses.ts';
import { changeQuery, place } from '../routing/location.ts';
import { filterPods, isEmptyFilter, type PodFilter, readFilter } from './filter-pods.ts';
import { PodTable } from './pod-table.tsx';
import { loadPods, type Pod, poolOfNode } from './pods.ts';

const none: Pod[] = [];

/** The pods of one cluster with their sandboxes. */
export function PodsView({ params }: { params: Record<string, string> }) {
  const cluster = clusterOf(params);
  const loaded = useLoad(
    `pods of ${clusterIdOf(cluster).toLowerCase()}`,
    (signal, tell: Parameters<typeof loadPods>[2]) => loadPods(cluster, signal, tell),
  );
  const arm = useLoad(`cluster ${clusterPath(cluster)}`, (signal) =>
    askFor<ArmCluster>(clusterPath(cluster), { signal }),
  );
  const { data, loading, problem } = loaded;
  const reloadBoth = () => {
    loaded.reload();
    arm.reload();
  };
  const pods = data?.value ?? none;
  const filter = readFilter(place.value.query);
  const shown = useMemo(() => filterPods(pods, filter), [pods, place.value]);
  return (
    <>
      <ClusterHead cluster={cluster} view="pods">
        {data && <LoadedLine loaded={{ ...loaded, reload: reloadBoth }} />}
      </ClusterHead>
      <LoadNotice loaded={loaded} subject="The pods could not be loaded" />
      {arm.problem?.kind !== problem?.kind && (
        <LoadNotice loaded={arm} subject="What the pools have been proven to be could not be loaded" />
      )}
      {data === null && loading && <Loading what="The pods are loading." />}
      {data && !data.whole && loading && (
        <Loading what={`${pods.length.toLocaleString('en')} pods loaded, more are coming.`} />
      )}
      {data && !data.whole && problem && (
        <Notice
          tone="caution"
          title={`Only ${pods.length.toLocaleString('en')} pods could be loaded. There are more.`}
        />
      )}
      {pods.length > 0 && (
        <>
          <h2 class="unseen">All pods</h2>
          <PodFilters pods={pods} filter={filter} shown={shown.length} />
          {shown.length > 0 && (
            <PodTable
              pods={shown}
              cluster={cluster}
              poolOf={(node) => (arm.data ? poolOfNode(node, arm.data) : null)}
            />
          )}
        </>
      )}
      {data?.whole && shown.length === 0 && (
        <div class="empty">
          <h2>{pods.length === 0 ? 'No pod' : 'No pod is so'}</h2>
          <p>
            {pods.length === 0
              ? 'The cluster has no pod that you may see.'
              : 'The filters leave none. Pods of Kubernetes and AKS themselves, and those that have ended, are shown when you ask for all.'}
          </p>
        </div>
      )}
    </>
  );
}

/** The filters of pods, which live in the address. */
function PodFilters({ pods, filter, shown }: { pods: readonly Pod[]; filter: PodFilter; shown: number }) {
  const namespaces = useMemo(() => [...new Set(pods.map(({ namespace }) => namespace))].sort(), [pods]);
  return (
    <section class="filters pod-filters" aria-label="Filters" role="search">
      <SearchField text={filter.text} placeholder="Pod, owner, node, class" />
      <label class="field">
        <span>Namespace</span>
        <select value={filter.namespace} onChange={(event) => changeQuery({ namespace: event.currentTarget.value })}>
          <option value="">Any</option>
          {namespaces.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Sandboxed</span>
        <select value={filter.sandboxed} onChange={(event) => changeQuery({ sandboxed: event.currentTarget.value })}>
          <option value="">Any</option>
          <option value="yes">Yes</option>
          <option value="no">No</option>
        </select>
      </label>
      <label class="tick">
        <input
          type="checkbox"
          checked={filter.all}
          onChange={(event) => changeQuery({ all: event.currentTarget.checked ? 'yes' : '' })}
        />
        <span>AKS's own and ended ones too</span>
      </label>
      <p class="filters-found" role="status">
        {shown.toLocaleString('en')} of {pods.length.toLocaleString('en')}
        {!isEmptyFilter(filter) && (
          <button
            type="button"
            class="link"
            onClick={() => changeQuery({ q: '', namespace: '', sandboxed: '', all: '' })}
          >
            Clear filters
          </button>
        )}
      </p>
    </section>
  );
}
