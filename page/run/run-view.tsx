import type { RunSummary } from '../api/answers.ts';
import { FactList } from '../parts/fact-list.tsx';
import { Moment } from '../parts/moment.tsx';
import { Loading, Notice, ProblemNotice } from '../parts/notice.tsx';
import { PreflightTable } from '../parts/preflight-table.tsx';
import { ReportPicker } from '../parts/report-picker.tsx';
import { standingWords } from '../parts/verdict-mark.tsx';
import { poolAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import { useSubject } from '../routing/subject.ts';
import { describeOrigin, describeRun, statusWords } from '../runs/describe-run.ts';
import { Cleanup } from './cleanup.tsx';
import { NodeList } from './node-list.tsx';
import { RunProgress } from './run-progress.tsx';
import { RunVerdict } from './run-verdict.tsx';
import { Steps } from './steps.tsx';
import { useNodes } from './use-nodes.ts';
import { type FollowedRun, useRun } from './use-run.ts';

/** A run: how far it is or what it came to, each step, and each node with its evidence. */
export function RunView({ params }: { params: Record<string, string> }) {
  const id = params['id'] ?? '';
  const followed = useRun(id);
  const nodes = useNodes(id, `${followed.timeline.length} ${followed.run?.endedDateTime ?? ''}`);
  const { run } = followed;
  useSubject(run && `${sayBriefly(run, followed)}: ${describeRun(run)}`);
  return (
    <>
      <div class="view-head">
        <div>
          <p class="way">
            <Link to="/runs">Runs</Link>
          </p>
          <h1>{run ? describeRun(run) : 'Run'}</h1>
        </div>
        <p class="loaded">
          <code>{id}</code>
        </p>
      </div>
      <LineNotice followed={followed} />
      {/* It is there before the end, so that the end is read out. */}
      <p class="unseen" role="status">
        {run &&
          run.endedDateTime !== null &&
          `${sayBriefly(run, followed)}. ${run.result?.reason ?? run.error?.message ?? ''}`}
      </p>
      {run === null && !followed.problem && <Loading what="The run is loading." />}
      {run && (
        <>
          {run.endedDateTime !== null && <RunVerdict run={run} />}
          {/* One that was deleted meanwhile goes nowhere, and nobody can do anything about it. */}
          {run.endedDateTime === null && followed.problem?.kind !== 'missing' && (
            <RunProgress followed={followed} run={run} />
          )}
          <div class="run-columns">
            <div class="run-main">
              <NodeList nodes={nodes} running={run.endedDateTime === null} expected={expectedNodes(run)} />
            </div>
            <div class="run-side">
              <Steps run={run} timeline={followed.timeline} />
              <Cleanup run={run} />
              <About run={run} />
            </div>
          </div>
          {run.preflight && (
            <details class="panel">
              <summary>
                <b>What was checked beforehand</b> <span class="quiet-words">{run.preflight.length} checks</span>
              </summary>
              <PreflightTable checks={run.preflight} />
            </details>
          )}
        </>
      )}
    </>
  );
}

/** How a run stands, in a word or two. */
function sayBriefly({ endedDateTime, result, status, percentComplete }: RunSummary, { progress }: FollowedRun): string {
  if (endedDateTime === null) return `${(progress ?? { percentComplete }).percentComplete}%`;
  const verdict = result?.verdict ?? null;
  return verdict && (status === 'Succeeded' || verdict !== 'inconclusive')
    ? standingWords[verdict]
    : statusWords[status];
}

/** Nodes that the pools are known to have; null while that is not known. */
function expectedNodes({ result }: RunSummary): number | null {
  const counts = (result?.pools ?? []).map(({ nodesPresent }) => nodesPresent);
  return counts.length === 0
    ? null
    : counts.reduce<number | null>((sum, each) => (sum === null || each === null ? null : sum + each), 0);
}

function LineNotice({ followed: { problem, run, heardAt } }: { followed: FollowedRun }) {
  if (!problem) return null;
  return (
    <>
      <ProblemNotice
        problem={problem}
        subject={run ? 'The run is not being followed' : 'The run could not be loaded'}
      />
      {run && heardAt !== null && (
        <p class="old" role="status">
          What follows is old: it was heard <Moment at={new Date(heardAt).toISOString()} />.
        </p>
      )}
    </>
  );
}

function About({ run }: { run: RunSummary }) {
  const { cluster, poolName } = run;
  return (
    <section aria-labelledby="about-title">
      <h2 id="about-title">About this run</h2>
      <FactList
        facts={[
          ['Cluster', cluster.name],
          [
            'Pool',
            poolName === null ? (
              'every Kata pool'
            ) : (
              <Link key="pool" to={poolAddress(cluster, poolName)}>
                {poolName}
              </Link>
            ),
          ],
          ['Started', <Moment key="started" at={run.createdDateTime} />],
          ['Started by', describeOrigin(run.startedBy)],
          ['Ended', run.endedDateTime === null ? null : <Moment key="ended" at={run.endedDateTime} />],
          [
            'Reached',
            run.transport === 'run-command' ? 'by commands that Azure runs in the cluster' : 'over the network',
          ],
          [
            'Afterwards',
            {
              keep: 'the pool stays',
              'delete-on-failure': 'the pool goes unless it is isolated',
              'always-delete': 'the pool goes',
            }[run.cleanup],
          ],
        ]}
      />
      {run.quarantine && run.quarantine.state !== 'none' && (
        <Notice
          tone={run.quarantine.state === 'kept' ? 'caution' : 'plain'}
          title={`The quarantine was ${run.quarantine.state}.`}
        >
          {run.quarantine.reason && <p>{run.quarantine.reason}</p>}
        </Notice>
      )}
      {run.endedDateTime !== null && <ReportPicker path={`/runs/${encodeURIComponent(run.id)}`} of="this run" />}
    </section>
  );
}
