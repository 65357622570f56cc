import { signal } from '@preact/signals';

/** The present moment in milliseconds since 1970, as far as ages on the page are concerned. */
export const now = signal(Date.now());

const tickMs = 15_000;

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, tickMs);
document.addEventListener('visibilitychange', () => {
  now.value = Date.now();
});
