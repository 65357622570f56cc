import { signal } from '@preact/signals';
import { signInBy } from './base.ts';

const stored = 'kataproof-key';

/** The key that was typed in. It lives as long as the tab, and goes nowhere but into a header. */
export const key = signal<string | null>(sessionStorage.getItem(stored));

/** Why nobody is signed in: nobody has tried, or the API knows the key or the person not. Null while requests are let in. */
export const signedOut = signal<'nobody' | 'refused' | null>(
  signInBy === 'key' && key.value === null ? 'nobody' : null,
);

/** Whether the API has answered this tab: before that there is nothing to show but the way in. */
export const letIn = signal(false);

/** Counts sign-ins. What was loaded for the last one is loaded anew. */
export const session = signal(0);

/** False once the API has said that this caller may look and not act. */
export const mayAct = signal(true);

/** Takes a key, and lets every view ask again. */
export function enterKey(value: string): void {
  sessionStorage.setItem(stored, value);
  key.value = value;
  signedOut.value = null;
  mayAct.value = true;
  session.value += 1;
}

/** Forgets the key and whatever was loaded with it. */
export function forgetKey(): void {
  sessionStorage.removeItem(stored);
  location.reload();
}
