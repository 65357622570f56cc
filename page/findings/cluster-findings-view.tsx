import { useMemo, useState } from 'preact/hooks';
import { askFor } from '../api/ask.ts';
import { type Problem, toProblem } from '../api/problem.ts';
import { useLoad } from '../api/use-load.ts';
import { ClusterHead, clusterOf } from '../cluster/cluster-head.tsx';
import { ActButton } from '../parts/act-button.tsx';
import { LoadedLine } from '../parts/loaded-line.tsx';
import { Moment } from '../parts/moment.tsx';
import { Loading, LoadNotice, Notice, ProblemNotice } from '../parts/notice.tsx';
import { type Cluster, clusterIdOf, clusterPath } from '../routing/addresses.ts';
import { place } from '../routing/location.ts';
import { FindingFilters } from './finding-filters.tsx';
import { FindingList } from './finding-list.tsx';
import { type FindingsAnswer, filterFindings, readFilter, readFindings, toRows } from './findings.ts';
import { Empty } from './findings-view.tsx';
import { SeveritySummary } from './severity-summary.tsx';
import { useChanged } from './use-changed.ts';

/** What does not comply in one cluster, and when somebody has looked. */
export function ClusterFindingsView({ params }: { params: Record<string, string> }) {
  const cluster = clusterOf(params);
  const loaded = useLoad(`findings of ${clusterIdOf(cluster).toLowerCase()}`, (signal) =>
    readFindings(cluster, signal),
  );
  const { data } = loaded;
  const known = useMemo(() => (data ? toRows(cluster, data) : []), [data]);
  const { rows, change } = useChanged(known, loaded.at);
  const filter = readFilter(place.value.query);
  const shown = useMemo(() => filterFindings(rows, filter), [rows, place.value]);
  return (
    <>
      <ClusterHead cluster={cluster} view="findings">
        {data && <LoadedLine loaded={loaded} />}
      </ClusterHead>
      <LoadNotice loaded={loaded} subject="The findings could not be loaded" />
      {data === null && loaded.loading && <Loading what="The findings are loading." />}
      {data && <Inspection cluster={cluster} inspected={data.inspected} onInspected={loaded.reload} />}
      {rows.length > 0 && (
        <>
          <SeveritySummary rows={rows} chosen={filter.state === 'standing' ? filter.severity : ''} />
          <FindingFilters filter={filter} clusters={[]} shown={shown.length} all={rows.length} />
          <FindingList rows={shown} withCluster={false} onChanged={change} />
        </>
      )}
      {data?.standing != null && shown.length === 0 && <Empty filtered={rows.length > 0} />}
    </>
  );
}

/** When each side of the cluster was last looked at, and a way to look now. */
function Inspection({
  cluster,
  inspected: { azure, workloads },
  onInspected,
}: {
  cluster: Cluster;
  inspected: FindingsAnswer['inspected'];
  onInspected: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [found, setFound] = useState<number | null>(null);
  const inspect = async () => {
    setBusy(true);
    setProblem(null);
    setFound(null);
    try {
      const answer = await askFor<FindingsAnswer>(`${clusterPath(cluster)}/inspect`, { method: 'POST' });
      setFound(answer.value.length);
      onInspected();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-label="Inspections" class="inspection">
      <dl class="inspection-sides">
        <div>
          <dt>Azure's side inspected</dt>
          <dd>{azure === null ? <b class="never-looked">never</b> : <Moment at={azure} />}</dd>
        </div>
        <div>
          <dt>Workloads inspected</dt>
          <dd>{workloads === null ? <b class="never-looked">never</b> : <Moment at={workloads} />}</dd>
        </div>
      </dl>
      <ActButton onAct={() => void inspect()} busy={busy}>
        {busy ? 'Inspecting…' : 'Inspect now'}
      </ActButton>
      <div class="inspection-told">
        {(azure === null || workloads === null) && (
          <Notice
            tone="caution"
            title="Nobody has looked at all of this cluster. That nothing is found means nothing."
          />
        )}
        {found !== null && (
          <p role="status">
            Inspected:{' '}
            {found === 0 ? 'nothing stands' : `${found} ${found === 1 ? 'finding stands' : 'findings stand'}`}.
          </p>
        )}
        {problem && <ProblemNotice problem={problem} subject="The cluster was not inspected" />}
      </div>
    </section>
  );
}
