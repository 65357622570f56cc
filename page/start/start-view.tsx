import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Plan, Preflight, RunSummary } from '../api/answers.ts';
import { askFor } from '../api/ask.ts';
import { type Problem, toProblem } from '../api/problem.ts';
import { mayAct } from '../api/session.ts';
import { useLoad } from '../api/use-load.ts';
import { type Clusters, loadClusters } from '../fleet/load-fleet.ts';
import { Loading, LoadNotice, Notice, ProblemNotice } from '../parts/notice.tsx';
import { OutcomeMark, PreflightTable } from '../parts/preflight-table.tsx';
import { runAddress } from '../routing/addresses.ts';
import { go, place } from '../routing/location.ts';
import { PlanView } from './plan-view.tsx';
import { StartFields } from './start-fields.tsx';
import { emptyForm, type StartForm, toPreflightBody, toStartBody } from './start-form.ts';

/** What was found out for a body, before anything is spent. */
interface Looked {
  body: string;
  preflight: Preflight;
  /** Null for a proof, which makes nothing. */
  plan: Plan | null;
  planProblem: Problem | null;
}

/** Asks what would happen. A plan that is refused leaves the table of checks, which says more. Throws as `ask` does. */
async function look(form: StartForm): Promise<Looked> {
  const body = toStartBody(form);
  const planning = form.kind === 'make' ? askFor<Plan>('/plans', { body }).catch(toProblem) : Promise.resolve(null);
  const [preflight, plan] = await Promise.all([
    askFor<Preflight>('/preflights', { body: toPreflightBody(form) }),
    planning,
  ]);
  const failed = plan instanceof Error;
  return { body: JSON.stringify(body), preflight, plan: failed ? null : plan, planProblem: failed ? plan : null };
}

/** Starts a proof, or a new pool with its proof: first what would come of it, then the run. */
export function StartView() {
  const clusters = useLoad('clusters', loadClusters);
  const [typed, setForm] = useState(() => emptyForm(place.value.query));
  const form = { ...typed, cluster: chosenCluster(typed, clusters.data) };
  /** Which cluster is meant is not known before they are listed. */
  const waits = form.cluster === '' && clusters.loading;
  const [looked, setLooked] = useState<Looked | null>(null);
  const [busy, setBusy] = useState<'look' | 'start' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const present = looked?.body === JSON.stringify(toStartBody(form)) ? looked : null;
  const during = async (what: 'look' | 'start', work: () => Promise<void>) => {
    setBusy(what);
    setProblem(null);
    await work().catch((error: unknown) => setProblem(toProblem(error)));
    setBusy(null);
  };
  return (
    <>
      <div class="view-head">
        <h1>Start a run</h1>
      </div>
      <LoadNotice loaded={clusters} subject="The clusters could not be listed; give one by its ARM id" />
      <form
        class="start"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void during('look', async () => setLooked(await look(form)));
        }}
      >
        <StartFields
          form={form}
          clusters={clusters.data}
          mistakes={problem?.mistakes ?? []}
          change={(change) => setForm({ ...form, ...change })}
        />
        <div class="buttons">
          <button type="submit" class={`button${present ? '' : ' button-main'}`} disabled={busy !== null || waits}>
            {busy === 'look' ? 'Checking…' : 'Check beforehand'}
          </button>
          <p class="quiet-words">Nothing is made and nothing is spent by checking.</p>
        </div>
      </form>
      {busy === 'look' && <Loading what="Everything is being checked that can be known beforehand." />}
      {problem && <ProblemNotice problem={problem} subject="It was not done" />}
      {looked && !present && busy === null && (
        <p class="old" role="status">
          The form has changed since it was checked. Check it again before you start.
        </p>
      )}
      {present && (
        <Findings looked={present} making={form.kind === 'make'}>
          {(skip) => (
            <button
              type="button"
              class="button button-main"
              disabled={busy !== null || !mayAct.value}
              onClick={() => void during('start', () => start(form, present.body, skip))}
            >
              {busy === 'start' ? 'Starting…' : form.kind === 'make' ? 'Make and prove the pool' : 'Start the proof'}
            </button>
          )}
        </Findings>
      )}
    </>
  );
}

/** The cluster that counts: the one that was chosen, or named by the address, or else the first with something to prove. */
function chosenCluster({ kind, cluster, otherCluster }: StartForm, clusters: Clusters | null): string {
  if (cluster !== '') return cluster;
  const named = clusters?.value.find(({ clusterId }) => clusterId.toLowerCase() === otherCluster.toLowerCase());
  if (named) return named.clusterId;
  if (otherCluster !== '' || clusters?.value.length === 0) return 'other';
  // A proof needs a Kata pool. Where ARM did not say whether there is one, there may be.
  const provable = clusters?.value.find(({ kataPools }) => kataPools !== 0);
  return ((kind === 'prove' && provable) || clusters?.value[0])?.clusterId ?? '';
}

/** The ids of requests by their bodies: one that is sent again after a cut starts no second run. */
const sent = new Map<string, string>();

async function start(form: StartForm, body: string, skip: boolean): Promise<void> {
  const asked = { ...toStartBody(form), ...(skip && { preflight: 'skip' }) };
  const name = `${body} ${skip}`;
  const id = sent.get(name) ?? crypto.randomUUID();
  sent.set(name, id);
  const path = form.kind === 'make' ? '/provisionings' : '/verifications';
  const run = await askFor<RunSummary>(path, { body: asked, headers: { 'Operation-Id': id } });
  sent.delete(name);
  go(runAddress(run.id));
}

/** The table of checks and the plan, with the way on where there is one. */
function Findings(props: { looked: Looked; making: boolean; children: (skip: boolean) => ComponentChildren }) {
  const { looked, making, children } = props;
  const { preflight, plan, planProblem } = looked;
  const [skip, setSkip] = useState(false);
  const failed = preflight.outcome === 'failed';
  const title = useRef<HTMLHeadingElement>(null);
  // Whoever has asked for it is led to it.
  useEffect(() => title.current?.focus(), [looked]);
  return (
    <>
      <section aria-labelledby="checks-title">
        <h2 id="checks-title" ref={title} tabIndex={-1}>
          What was found beforehand <OutcomeMark outcome={preflight.outcome} />
        </h2>
        <PreflightTable checks={preflight.checks} />
      </section>
      {planProblem && <ProblemNotice problem={planProblem} subject="There is no plan" />}
      {plan && <PlanView plan={plan} />}
      <section class="panel start-now" aria-label="Start">
        {failed && (
          <Notice tone="problem" title="A check failed, so this would not come to a verdict that counts.">
            <p>Do what the table says, then check again.</p>
            {making && (
              <label class="tick">
                <input type="checkbox" checked={skip} onChange={(event) => setSkip(event.currentTarget.checked)} />
                <span>Start all the same, without these checks</span>
              </label>
            )}
          </Notice>
        )}
        {!mayAct.value && (
          <Notice tone="caution" title="You may look and not act.">
            <p>Starting needs the role of an operator.</p>
          </Notice>
        )}
        <div class="buttons">
          {(!failed || !making || skip) && children(skip)}
          {making && plan && <p class="quiet-words">{describeCost(plan)}</p>}
        </div>
      </section>
    </>
  );
}

function describeCost({ nodes }: Plan): string {
  const told = nodes.map(({ count, vmSize, pool }) => `${count} × ${vmSize} (${pool})`);
  return `To be paid for: ${told.join(', ')}.`;
}
