import { effect, signal } from '@preact/signals';
import { presentMs } from '../api/clock.ts';

/** The present moment by the clock of the API in milliseconds since 1970, as far as ages on the page are concerned. */
export const now = signal(presentMs());

effect(() => {
  now.value = presentMs();
});

const tickMs = 15_000;

setInterval(() => {
  if (!document.hidden) now.value = presentMs();
}, tickMs);
document.addEventListener('visibilitychange', () => {
  now.value = presentMs();
});
