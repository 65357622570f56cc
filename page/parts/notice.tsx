import type { ComponentChildren } from 'preact';
import { inWords, type Problem } from '../api/problem.ts';
import type { Loaded } from '../api/use-load.ts';
import { Moment } from './moment.tsx';

/** Something that a person must know. A problem is read out at once. */
export function Notice({
  tone,
  title,
  children,
}: {
  tone: 'problem' | 'caution' | 'plain';
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class={`notice notice-${tone}`} role={tone === 'problem' ? 'alert' : 'status'}>
      <p class="notice-title">{title}</p>
      {children}
    </div>
  );
}

/** A problem in plain words, with what to do. `covered`: in a dialog, which hides the panel that asks to sign in. */
export function ProblemNotice({
  problem,
  subject,
  retry,
  covered = false,
}: {
  problem: Problem;
  subject: string;
  retry?: () => void;
  covered?: boolean;
}) {
  // The panel above asks to sign in, once for the whole page.
  if (problem.kind === 'signed-out' && !covered) return null;
  const { what, todo } = inWords(problem);
  return (
    <Notice tone="problem" title={`${subject}: ${what}`}>
      {problem.message && <p>{problem.message}</p>}
      {problem.mistakes.length > 0 && (
        <ul>
          {problem.mistakes.map(({ target, message }) => (
            <li key={`${target} ${message}`}>
              {target && <code>{target}</code>} {message}
            </li>
          ))}
        </ul>
      )}
      <p>
        {todo}{' '}
        {retry && (
          <button type="button" class="link" onClick={retry}>
            Try again
          </button>
        )}
      </p>
    </Notice>
  );
}

/** What could not be loaded, and that what is shown is from before. Nothing where all is well. */
export function LoadNotice({ loaded, subject }: { loaded: Loaded<unknown>; subject: string }) {
  const { problem, data, at, reload } = loaded;
  if (!problem) return null;
  return (
    <>
      <ProblemNotice problem={problem} subject={subject} retry={reload} />
      {data !== null && at !== null && (
        <p class="old" role="status">
          What follows is old: it was loaded <Moment at={new Date(at).toISOString()} />.
        </p>
      )}
    </>
  );
}

/** While nothing is there yet. */
export function Loading({ what }: { what: string }) {
  return (
    <p class="loading" role="status">
      <span class="loading-bar" aria-hidden="true" />
      {what}
    </p>
  );
}
