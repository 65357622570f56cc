import type { ArmCluster, ClusterPostures, Findings, NodePool, Posture } from '../api/answers.ts';
import { askFor } from '../api/ask.ts';
import { Problem } from '../api/problem.ts';
import { type Loaded, useLoad } from '../api/use-load.ts';
import { meaning, whatToDo, whySo } from '../parts/advice.ts';
import { FactList } from '../parts/fact-list.tsx';
import { loadHistory } from '../parts/load-history.ts';
import { LoadedLine } from '../parts/loaded-line.tsx';
import { Moment, Since } from '../parts/moment.tsx';
import { Loading, LoadNotice, ProblemNotice } from '../parts/notice.tsx';
import { now } from '../parts/now.ts';
import { Coverage, PoolMarks } from '../parts/pool-marks.tsx';
import { ProofMeter } from '../parts/proof-meter.tsx';
import { ReportPicker } from '../parts/report-picker.tsx';
import { knownNow } from '../parts/standing.ts';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { clusterIdOf, clusterPath, proofAddress, runAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import { useSubject } from '../routing/subject.ts';
import { ClusterFindings } from './cluster-findings.tsx';
import { PoolHistory } from './pool-history.tsx';

type Cluster = Posture['cluster'];

const isNamed = (name: string, poolName: string) => name.toLowerCase() === poolName.toLowerCase();

/** Whether ARM shows a Kata pool of this name. */
function isShown({ nodePools, autoProvisioned }: ArmCluster, poolName: string): boolean {
  const pool = nodePools?.some(({ name, kata }) => kata && isNamed(name, poolName)) ?? false;
  return pool || (poolName.startsWith('(') && autoProvisioned !== null);
}

/** One pool: what it is, why, since when, what to do, and how it came to be so. */
export function PoolView({ params }: { params: Record<string, string> }) {
  const { subscriptionId = '', resourceGroup = '', name = '', pool: poolName = '' } = params;
  const cluster = { subscriptionId, resourceGroup, name };
  useSubject(`Pool ${poolName} in ${name}`);
  const id = `${clusterPath(cluster)}/${poolName}`;
  const postures = useLoad(`postures ${clusterPath(cluster)}`, (signal) =>
    askFor<ClusterPostures>(`${clusterPath(cluster)}/postures`, { signal }),
  );
  const arm = useLoad(`cluster ${clusterPath(cluster)}`, (signal) =>
    askFor<ArmCluster>(clusterPath(cluster), { signal }),
  );
  const history = useLoad(`history ${id}`, (signal) => loadHistory({ cluster, poolName }, signal));
  const findings = useLoad(`findings ${clusterPath(cluster)}`, (signal) =>
    askFor<Findings>(`${clusterPath(cluster)}/findings`, { signal }),
  );
  const posture = postures.data?.value.find((each) => isNamed(each.poolName, poolName)) ?? null;
  const pool = arm.data?.nodePools?.find((each) => isNamed(each.name, poolName)) ?? null;
  const absent = postures.data !== null && posture === null && arm.data !== null && !isShown(arm.data, poolName);
  return (
    <>
      <div class="view-head">
        <div>
          <p class="way">
            <Link to="/">Fleet</Link> / <Link to={`/?cluster=${encodeURIComponent(clusterIdOf(cluster))}`}>{name}</Link>
          </p>
          <h1>Pool {poolName}</h1>
        </div>
        <LoadedLine loaded={both(postures, arm)} />
      </div>
      <LoadNotice loaded={postures} subject="The pool could not be loaded" />
      {arm.problem?.kind !== postures.problem?.kind && (
        <LoadNotice
          loaded={arm}
          subject="Azure could not be asked about the cluster, so it is not known whether its node image is still the one that was proven"
        />
      )}
      {posture === null && (postures.loading || arm.loading) && <Loading what="The pool is loading." />}
      {absent && (
        <ProblemNotice
          problem={new Problem('missing', { message: `Cluster ${name} has no Kata pool ${poolName}.` })}
          subject="The pool could not be loaded"
        />
      )}
      {posture && <Answer cluster={cluster} poolName={poolName} posture={posture} pool={pool} />}
      {postures.data && !posture && arm.data && !absent && (
        <Answer cluster={cluster} poolName={poolName} posture={null} pool={pool} />
      )}
      {/* Where the cluster is refused everything below it is: that is said once. */}
      {postures.problem?.kind !== 'forbidden' && (
        <>
          <PoolHistory cluster={cluster} poolName={poolName} history={history} />
          <ClusterFindings cluster={cluster} findings={findings} />
          <ReportPicker path={clusterPath(cluster)} of={`cluster ${name}`} />
        </>
      )}
    </>
  );
}

/** What is loaded in two parts. */
function both<T>(first: Loaded<T>, second: Loaded<unknown>): Loaded<T> {
  const reload = () => {
    first.reload();
    second.reload();
  };
  return { ...first, loading: first.loading || second.loading, reload };
}

interface AnswerProps {
  cluster: Cluster;
  poolName: string;
  /** Null for a pool that was never proven. */
  posture: Posture | null;
  pool: NodePool | null;
}

function Answer({ cluster, poolName, posture, pool }: AnswerProps) {
  const known = posture && knownNow(posture, pool, now.value);
  const standing = known?.standing ?? 'never';
  const why = whySo(posture, known);
  return (
    <section class={`panel answer is-${standing}`} aria-label="Verdict">
      <div class="answer-main">
        <p>
          <VerdictMark standing={standing} large /> {posture && <PoolMarks posture={posture} />}
        </p>
        <p class="answer-why">{why}</p>
        {posture && standing !== 'stale' && why !== meaning[standing] && <p class="quiet-words">{meaning[standing]}</p>}
        <p>
          <b>What to do:</b>{' '}
          {posture?.retired ? 'Nothing: the pool no longer exists.' : whatToDo(standing, posture?.quarantined)}
        </p>
        <div class="buttons">
          {!posture?.retired && (
            <Link to={proofAddress(clusterIdOf(cluster), poolName)} class="button button-main">
              {posture ? 'Prove it again' : 'Prove it'}
            </Link>
          )}
          {posture && (
            <Link to={runAddress(posture.runId)} class="button">
              Open its last run
            </Link>
          )}
        </div>
      </div>
      {posture && known && (
        <FactList
          facts={[
            ['So since', known.since && <Since key="since" at={known.since} />],
            ['Last proven', <Moment key="proven" at={posture.provenAt} />],
            ['Age of the proof', <ProofMeter key="age" posture={posture} age={known.age} />],
            ['Nodes', <Coverage key="nodes" proven={posture.nodesProven} present={posture.nodesPresent} />],
            ['Image proven', posture.nodeImageVersion ?? 'unknown'],
            ['Image now', known.otherImage],
            ['Changing since', posture.changingSince ? <Moment key="changing" at={posture.changingSince} /> : null],
            ['Resource group', cluster.resourceGroup],
            ['Subscription', <code key="subscription">{cluster.subscriptionId}</code>],
          ]}
        />
      )}
    </section>
  );
}
