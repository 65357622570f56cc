import { effect, signal } from '@preact/signals';
import { heardAtMs, presentMs } from '../api/clock.ts';

/** The present moment by the clock of the API in milliseconds since 1970, as far as ages on the page are concerned. */
export const now = signal(presentMs());

// What has just been loaded was loaded now, and not after it.
effect(() => {
  // It depends on both: that a clock is heard, and what it tells.
  if (heardAtMs.value >= 0) now.value = presentMs();
});

const tickMs = 15_000;

setInterval(() => {
  if (!document.hidden) now.value = presentMs();
}, tickMs);
document.addEventListener('visibilitychange', () => {
  now.value = presentMs();
});
