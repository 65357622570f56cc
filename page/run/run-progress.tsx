import { useEffect, useState } from 'preact/hooks';
import type { RunSummary } from '../api/answers.ts';
import { askFor } from '../api/ask.ts';
import { presentMs } from '../api/clock.ts';
import { type Problem, toProblem } from '../api/problem.ts';
import { mayAct } from '../api/session.ts';
import { ReadOnlyNote } from '../parts/act-button.tsx';
import { describeElapsed } from '../parts/durations.ts';
import { Moment } from '../parts/moment.tsx';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import type { FollowedRun } from './use-run.ts';

/** How far a run is that goes on, what it waits for, and what a person may do about it. */
export function RunProgress({ run, followed }: { run: RunSummary; followed: FollowedRun }) {
  const { percentComplete, step } = followed.progress ?? run;
  return (
    <section class="panel progress-panel" aria-label="How far it is">
      <div class="progress-line">
        <p class="progress-step" role="status">
          <span class="progress-percent">{percentComplete}%</span> {step}
        </p>
        <Clock from={Date.parse(run.createdDateTime)} />
      </div>
      <progress max={100} value={percentComplete} aria-label="Progress of the run" />
      <Acts run={run} />
    </section>
  );
}

const secondMs = 1000;

/** Elapsed time, which moves each second. It is no news, so it is not read out. */
export function Clock({ from }: { from: number }) {
  const [nowMs, setNow] = useState(presentMs());
  useEffect(() => {
    const timer = setInterval(() => setNow(presentMs()), secondMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="clock">
      <span class="unseen">Elapsed: </span>
      {describeElapsed(nowMs - from)}
    </span>
  );
}

/** Cancelling and approving, for operators. */
function Acts({ run }: { run: RunSummary }) {
  const [asked, setAsked] = useState<'cancel' | 'approve' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const act = (what: 'cancel' | 'approve') => {
    setAsked(what);
    setProblem(null);
    askFor(`/runs/${encodeURIComponent(run.id)}/${what}`, { method: 'POST' }).catch((error: unknown) => {
      setAsked(null);
      setProblem(toProblem(error));
    });
  };
  const waiting = run.approval?.state === 'waiting' && asked !== 'approve';
  const cancelling = run.cancelRequested || asked === 'cancel';
  return (
    <>
      {waiting && run.approval && (
        <Notice tone="caution" title="It waits for somebody who approves it.">
          <p>
            Nothing has been made yet. Unless somebody approves, it expires <Moment at={run.approval.until} />.
          </p>
        </Notice>
      )}
      <div class="buttons">
        {waiting && (
          <button type="button" class="button button-main" disabled={!mayAct.value} onClick={() => act('approve')}>
            Approve
          </button>
        )}
        <button
          type="button"
          class="button button-grave"
          disabled={cancelling || !mayAct.value}
          onClick={() => act('cancel')}
        >
          {cancelling ? 'Canceling…' : 'Cancel this run'}
        </button>
        <ReadOnlyNote />
      </div>
      {problem && <ProblemNotice problem={problem} subject="It was not done" />}
    </>
  );
}
