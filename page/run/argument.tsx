import type { NodeResult } from '../api/answers.ts';

type Check = NodeResult['checks'][number];

/** The steps of the argument in the order of the judge, with the checks that each is made of. */
const steps: readonly { title: string; why: string; checks: readonly string[] }[] = [
  {
    title: 'Both pods are ours',
    why: 'A report of somebody else’s pod proves nothing.',
    checks: ['ordinary-pod-as-asked', 'sandboxed-pod-as-asked', 'same-image', 'no-foreign-pod'],
  },
  {
    title: 'The control is valid',
    why: 'The ordinary pod must show the node’s own kernel, on the same node, in the same boot.',
    checks: [
      ...['node-did-not-reboot', 'ordinary-pod-on-node', 'sandboxed-pod-on-node'],
      ...['control-boot-id', 'control-kernel-release'],
    ],
  },
  { title: 'A sandbox was asked for', why: 'The live pod must still name a class of Kata.', checks: ['runtime-class'] },
  { title: 'It has a kernel of its own', why: 'Its boot id must be another than the node’s.', checks: ['own-kernel'] },
  {
    title: 'That kernel is Kata’s',
    why: 'It must bear a mark that the ordinary pod does not show.',
    checks: ['kata-mark'],
  },
];

type State = Check['state'];

const stateWords: Record<State, { word: string; sign: string }> = {
  passed: { word: 'Passed', sign: 'M3.5 8.5l3 3 6-7' },
  failed: { word: 'Failed', sign: 'M4 4l8 8M12 4l-8 8' },
  unknown: { word: 'Not known', sign: 'M6 6.2c0-2.6 4.2-2.6 4.2 0C10.2 8 8 7.8 8 9.8M8 12v.4' },
};

/** What was not passed decides a step: what failed, then what is not known. */
function stateOf(checks: readonly Check[]): State {
  if (checks.some(({ state }) => state === 'failed')) return 'failed';
  return checks.length === 0 || checks.some(({ state }) => state === 'unknown') ? 'unknown' : 'passed';
}

/** Whether a check was passed, by shape, word and colour. */
export function StateMark({ state }: { state: State }) {
  return (
    <span class={`outcome state-${state}`}>
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={stateWords[state].sign} />
      </svg>
      {stateWords[state].word}
    </span>
  );
}

/** The argument of a verdict step by step, each with the value that decided it. */
export function Argument({ node }: { node: NodeResult }) {
  const known = new Set(steps.flatMap(({ checks }) => checks));
  const others = node.checks.filter(({ id }) => !known.has(id));
  const all =
    others.length === 0 ? steps : [...steps, { title: 'Besides', why: '', checks: others.map(({ id }) => id) }];
  return (
    <ol class="argument" aria-label="The argument of the verdict">
      {all.map(({ title, why, checks }) => {
        const made = checks.flatMap((id) => node.checks.filter((check) => check.id === id));
        const state = stateOf(made);
        return (
          <li key={title} class={`argument-step state-${state}`}>
            <div class="argument-head">
              <h3>{title}</h3>
              <StateMark state={state} />
            </div>
            {state === 'passed' && made.length > 1 ? (
              <details>
                <summary class="quiet-words">
                  {made.length} checks. {why}
                </summary>
                <Checks checks={made} />
              </details>
            ) : (
              <>
                <p class="quiet-words">{why}</p>
                <Checks checks={made} />
              </>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Checks({ checks }: { checks: readonly Check[] }) {
  if (checks.length === 0) return <p class="quiet-words">It was not checked.</p>;
  return (
    <ul class="checks">
      {checks.map(({ id, state, expected, seen }) => (
        <li key={id}>
          {checks.length > 1 && <StateMark state={state} />}
          <dl>
            <dt>expected</dt>
            <dd>{expected}</dd>
            <dt>seen</dt>
            <dd>
              <b>{seen}</b>
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}
