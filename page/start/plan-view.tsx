import { useState } from 'preact/hooks';
import type { Plan } from '../api/answers.ts';
import { CopyButton } from '../parts/copy-button.tsx';

const forms = [
  ['azureCli', 'Azure CLI'],
  ['bicep', 'Bicep'],
  ['terraform', 'Terraform'],
  ['armTemplate', 'ARM template'],
] as const;

const untilWords: Record<Plan['nodes'][number]['until'], string> = {
  cleanup: 'until the cleanup of the run',
  'cleanup-unless-isolated': 'until the cleanup, unless isolated',
  'removed-by-you': 'until you remove them',
};

/** What a run would do and what would be paid for, and the same resources for other tools. */
export function PlanView({ plan }: { plan: Plan }) {
  const [form, setForm] = useState<(typeof forms)[number][0]>('azureCli');
  return (
    <section aria-labelledby="plan-title">
      <h2 id="plan-title">The plan</h2>
      <div class="plan">
        <div>
          <h3>What would be done</h3>
          <ol class="plan-steps">
            {plan.steps.map(({ name, what }) => (
              <li key={name}>
                <b>{name}</b> {what}
              </li>
            ))}
          </ol>
          <h3>What would be paid for</h3>
          <ul class="plan-nodes">
            {plan.nodes.map(({ pool, vmSize, count, atMost, surge, vcpus, until }) => (
              <li key={pool}>
                <b>
                  {count === atMost ? count : `${count} to ${atMost}`} × {vmSize}
                </b>{' '}
                in pool {pool}, {untilWords[until]}
                {vcpus !== null && `; ${vcpus} vCPUs each`}
                {surge > 0 && `; ${surge} more during upgrades`}
              </li>
            ))}
          </ul>
          {plan.notes.length > 0 && (
            <ul class="notes">
              {plan.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
        </div>
        <div class="plan-text">
          <div class="plan-head">
            <div class="choices" role="group" aria-label="The same for other tools">
              {forms.map(([name, label]) => (
                <button
                  key={name}
                  type="button"
                  class="choice"
                  aria-pressed={form === name}
                  onClick={() => setForm(name)}
                >
                  {label}
                </button>
              ))}
            </div>
            <CopyButton text={plan[form]} what={forms.find(([name]) => name === form)?.[1] ?? ''} />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls what has the focus. */}
          <pre tabIndex={0}>{plan[form]}</pre>
        </div>
      </div>
    </section>
  );
}
