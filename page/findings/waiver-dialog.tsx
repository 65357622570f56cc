import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { presentMs } from '../api/clock.ts';
import type { Problem } from '../api/problem.ts';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import type { Finding, FindingRow } from './findings.ts';
import { describeNow } from './use-waiving.ts';
import { tryWaiver } from './waive.ts';

const dayMs = 86_400_000;
/** What the API takes at most. */
const longestDays = 365;
/** Long enough to plan the repair. */
const usualDays = 30;

const dayFrom = (days: number) => new Date(presentMs() + days * dayMs).toISOString().slice(0, 10);

/** What was written when the sign-in had run out, by finding: the dialog has to be closed to sign in. */
const unsent = new Map<string, { reason: string; until: string }>();

/** Asks why a finding is accepted and until when, and waives it. */
export function WaiverDialog({
  row,
  onChanged,
  onClose,
}: {
  row: FindingRow;
  /** `byOthers`: somebody else has changed it meanwhile. */
  onChanged: (finding: Finding, byOthers: boolean) => void;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState(unsent.get(row.key)?.reason ?? '');
  const [until, setUntil] = useState(unsent.get(row.key)?.until ?? dayFrom(usualDays));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [others, setOthers] = useState<string | null>(null);
  // Before the next key arrives: whoever types at once would lose letters to a dialog that is not open yet.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const waive = async () => {
    setBusy(true);
    setProblem(null);
    setOthers(null);
    const change = await tryWaiver(row, { reason: reason.trim(), until });
    setBusy(false);
    unsent.delete(row.key);
    if (change.outcome === 'problem') {
      if (change.problem.kind === 'signed-out') unsent.set(row.key, { reason, until });
      return setProblem(change.problem);
    }
    if (change.outcome === 'changed') {
      onChanged(change.finding, false);
      return onClose();
    }
    if (change.finding) onChanged(change.finding, true);
    setOthers(describeNow(change.finding));
  };
  const { rule, subject } = row.finding;
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="waiver-title" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void waive();
        }}
      >
        <h2 id="waiver-title">Waive a finding</h2>
        <p>
          <code>{rule}</code> of <b>{subject}</b> in {row.cluster.name} does not count until the end of the day that you
          name. Then it stands again by itself.
        </p>
        {others && (
          <Notice tone="caution" title="Somebody else has changed the waiver since this page read it.">
            <p>{others}</p>
            <p>Nothing of yours was written. If it is to be waived as you say all the same, waive it again.</p>
          </Notice>
        )}
        {problem && <ProblemNotice problem={problem} subject="The finding was not waived" covered />}
        {problem?.kind === 'signed-out' && <p>Close this to sign in. What you have written stays.</p>}
        <label class="field">
          <span>Reason, which others read: put no secret here</span>
          <textarea
            rows={3}
            minLength={3}
            maxLength={1000}
            required
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <label class="field field-day">
          <span>Until the end of (UTC)</span>
          <input
            type="date"
            required
            min={dayFrom(0)}
            max={dayFrom(longestDays)}
            value={until}
            onInput={(event) => setUntil(event.currentTarget.value)}
          />
        </label>
        <p class="buttons">
          <button type="submit" class="button button-main" disabled={busy}>
            {busy ? 'Waiving…' : others ? 'Waive all the same' : 'Waive'}
          </button>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </p>
      </form>
    </dialog>
  );
}
