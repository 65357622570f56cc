import { signal } from '@preact/signals';

/** How far the clock of this browser is behind that of the API, in milliseconds. */
export const behindMs = signal(0);

/** When an answer came last, as far as ages on the page are concerned, by the clock of the browser in milliseconds since 1970. */
export const heardAtMs = signal(0);

/** Ages on the page are not told anew for each of many answers. */
const oftenMs = 5_000;

/** The header names whole seconds, and an answer is under way for a while: nearer than this the clocks agree. */
const nearMs = 10_000;

/**
 * Takes the clock of the API from the `Date` of an answer (RFC 9110, 6.6.1), which arrives at this moment (milliseconds since
 * 1970, by the clock of the browser). What is fresh and how long ago something was must not depend on a laptop whose clock is
 * wrong. Nothing changes where a header is missing or cannot be read.
 */
export function hearClock(date: string | null, atMs: number): void {
  if (Math.abs(atMs - heardAtMs.value) > oftenMs) heardAtMs.value = atMs;
  const toldMs = Date.parse(date ?? '');
  if (Number.isNaN(toldMs)) return;
  const heardMs = toldMs - atMs;
  if (Math.abs(heardMs - behindMs.value) > nearMs) behindMs.value = Math.abs(heardMs) > nearMs ? heardMs : 0;
}

/** The present moment by the clock of the API, in milliseconds since 1970. */
export const presentMs = (): number => Date.now() + behindMs.value;
