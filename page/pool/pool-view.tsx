import type { ArmCluster, ClusterPostures, Findings, Posture } from '../api/answers.ts';
import { askFor } from '../api/ask.ts';
import { Problem } from '../api/problem.ts';
import { useLoad } from '../api/use-load.ts';
import { advice, meaning } from '../parts/advice.ts';
import { FactList } from '../parts/fact-list.tsx';
import { loadHistory } from '../parts/load-history.ts';
import { LoadedLine } from '../parts/loaded-line.tsx';
import { Moment } from '../parts/moment.tsx';
import { Loading, LoadNotice } from '../parts/notice.tsx';
import { Coverage, PoolMarks } from '../parts/pool-marks.tsx';
import { ProofMeter } from '../parts/proof-meter.tsx';
import { ReportPicker } from '../parts/report-picker.tsx';
import { type Standing, standingOf } from '../parts/standing.ts';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { clusterIdOf, clusterPath, proofAddress, runAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import { ClusterFindings } from './cluster-findings.tsx';
import { PoolHistory } from './pool-history.tsx';

type Cluster = Posture['cluster'];

/** What is known of a pool; `posture` is null for one that exists and was never proven. */
interface KnownPool {
  posture: Posture | null;
}

/** Asks for the postures of the cluster, and for the cluster itself where the pool has none. Throws as `ask` does. */
async function loadPool(cluster: Cluster, poolName: string, signal: AbortSignal): Promise<KnownPool> {
  const { value }: ClusterPostures = await askFor(`${clusterPath(cluster)}/postures`, { signal });
  const posture = value.find((each) => each.poolName.toLowerCase() === poolName.toLowerCase()) ?? null;
  if (posture) return { posture };
  const { nodePools, autoProvisioned }: ArmCluster = await askFor(clusterPath(cluster), { signal });
  const there = nodePools?.some(({ name, kata }) => kata && name.toLowerCase() === poolName.toLowerCase());
  if (!there && !(poolName.startsWith('(') && autoProvisioned))
    throw new Problem('missing', { message: `Cluster ${cluster.name} has no Kata pool ${poolName}.` });
  return { posture: null };
}

/** One pool: what it is, why, since when, what to do, and how it came to be so. */
export function PoolView({ params }: { params: Record<string, string> }) {
  const { subscriptionId = '', resourceGroup = '', name = '', pool: poolName = '' } = params;
  const cluster = { subscriptionId, resourceGroup, name };
  const id = `${clusterPath(cluster)}/${poolName}`;
  const pool = useLoad(`pool ${id}`, (signal) => loadPool(cluster, poolName, signal));
  const history = useLoad(`history ${id}`, (signal) => loadHistory({ cluster, poolName }, signal));
  const findings = useLoad(`findings ${clusterPath(cluster)}`, (signal) =>
    askFor<Findings>(`${clusterPath(cluster)}/findings`, { signal }),
  );
  const posture = pool.data?.posture ?? null;
  return (
    <>
      <div class="view-head">
        <div>
          <p class="way">
            <Link to="/">Fleet</Link> / <Link to={`/?cluster=${encodeURIComponent(clusterIdOf(cluster))}`}>{name}</Link>
          </p>
          <h1>Pool {poolName}</h1>
        </div>
        <LoadedLine loaded={pool} />
      </div>
      <LoadNotice loaded={pool} subject="The pool could not be loaded" />
      {pool.data === null && pool.loading && <Loading what="The pool is loading." />}
      {pool.data && <Answer cluster={cluster} poolName={poolName} posture={posture} />}
      <PoolHistory cluster={cluster} poolName={poolName} history={history} />
      <ClusterFindings cluster={cluster} findings={findings} />
      <ReportPicker path={clusterPath(cluster)} of={`cluster ${name}`} />
    </>
  );
}

function Answer({ cluster, poolName, posture }: { cluster: Cluster; poolName: string; posture: Posture | null }) {
  const standing: Standing = posture ? standingOf(posture) : 'never';
  const why = posture && standing !== 'stale' ? posture.reason : meaning[standing];
  return (
    <section class={`panel answer is-${standing}`} aria-label="Verdict">
      <div class="answer-main">
        <p>
          <VerdictMark standing={standing} large /> {posture && <PoolMarks posture={posture} />}
        </p>
        <p class="answer-why">{why}</p>
        {posture && standing !== 'stale' && why !== meaning[standing] && <p class="quiet-words">{meaning[standing]}</p>}
        <p>
          <b>What to do:</b> {advice[standing]}
        </p>
        <div class="buttons">
          <Link to={proofAddress(clusterIdOf(cluster), poolName)} class="button button-main">
            {posture ? 'Prove it again' : 'Prove it'}
          </Link>
          {posture && (
            <Link to={runAddress(posture.runId)} class="button">
              Open its last run
            </Link>
          )}
        </div>
      </div>
      {posture && (
        <FactList
          facts={[
            ['So since', <Moment key="since" at={posture.since} />],
            ['Last proven', <Moment key="proven" at={posture.provenAt} />],
            ['Age of the proof', <ProofMeter key="age" posture={posture} age={posture.age} />],
            ['Nodes proven', <Coverage key="nodes" proven={posture.nodesProven} present={posture.nodesPresent} />],
            ['Node image', posture.nodeImageVersion ?? 'unknown'],
            ['Changing since', posture.changingSince ? <Moment key="changing" at={posture.changingSince} /> : null],
            ['Resource group', cluster.resourceGroup],
            ['Subscription', <code key="subscription">{cluster.subscriptionId}</code>],
          ]}
        />
      )}
    </section>
  );
}
