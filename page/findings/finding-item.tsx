import { ActButton } from '../parts/act-button.tsx';
import { Moment, Since } from '../parts/moment.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { findingsAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import { type FindingRow, stateWords } from './findings.ts';
import { waiverWords } from './waiver-words.ts';

/** A finding: what is the matter, what to do, which controls it is evidence for, and how it stands. */
export function FindingItem({
  row,
  withCluster,
  busy,
  onWaive,
  onTakeBack,
}: {
  row: FindingRow;
  withCluster: boolean;
  busy: boolean;
  onWaive: () => void;
  onTakeBack: () => void;
}) {
  const { finding, cluster } = row;
  const { severity, subject, rule, message, remedy, controls, state, waiver, firstSeenAt, resolvedAt } = finding;
  const began = { standing: firstSeenAt, waived: waiver?.at ?? null, resolved: resolvedAt }[state];
  const named = `${rule} of ${subject}`;
  return (
    <article class={`finding severity-${severity} finding-${state}`} aria-label={named}>
      <div class="finding-head">
        <SeverityMark severity={severity} />
        <h3>{subject}</h3>
        {withCluster && (
          <Link to={findingsAddress(cluster)} class="finding-cluster">
            {cluster.name}
          </Link>
        )}
        <code class="finding-rule">{rule}</code>
      </div>
      <p class="finding-message">{message}</p>
      {state !== 'resolved' && (
        <p class="finding-remedy">
          <b>To do:</b> {remedy}
        </p>
      )}
      <div class="finding-foot">
        <ul class="controls" aria-label="Evidence for these controls">
          {controls.map((control) => (
            <li key={control} class="mark">
              {control}
            </li>
          ))}
        </ul>
        <p class="finding-state">
          <b>{stateWords[state]}</b> {began !== null && state !== 'standing' && <Moment at={began} />}
          {began !== null && state === 'standing' && (
            <span>
              since <Since at={began} />
            </span>
          )}
        </p>
        {state === 'standing' && (
          <ActButton onAct={onWaive} label={`Waive ${named}`}>
            Waive…
          </ActButton>
        )}
        {state === 'waived' && (
          <ActButton onAct={onTakeBack} busy={busy} label={`Take back the waiver of ${named}`}>
            {busy ? 'Taking back…' : 'Take back'}
          </ActButton>
        )}
      </div>
      {state === 'waived' && waiver && <p class="finding-waiver">{waiverWords(waiver)}</p>}
    </article>
  );
}
