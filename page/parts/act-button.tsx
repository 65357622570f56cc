import type { ComponentChildren } from 'preact';
import { mayAct } from '../api/session.ts';

/** A button for what needs the role of an operator: who only looks is told so, and cannot press it. */
export function ActButton({
  children,
  onAct,
  busy = false,
  main = false,
  label,
}: {
  children: ComponentChildren;
  onAct: () => void;
  busy?: boolean;
  main?: boolean;
  /** What it is for, where its words alone do not say it. It begins with these. */
  label?: string;
}) {
  const forbidden = !mayAct.value;
  return (
    <button
      type="button"
      class={`button${main ? ' button-main' : ''}`}
      disabled={busy || forbidden}
      title={forbidden ? 'It needs the role of an operator' : undefined}
      aria-label={busy ? undefined : label}
      onClick={onAct}
    >
      {children}
    </button>
  );
}

/** Why buttons cannot be pressed, where the API has said that this caller may only look. */
export function ReadOnlyNote() {
  return mayAct.value ? null : (
    <p class="quiet-words">You may look and not act here: that needs the role of an operator.</p>
  );
}
