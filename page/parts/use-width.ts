import { signal } from '@preact/signals';

const width = signal(window.innerWidth);

window.addEventListener('resize', () => {
  width.value = window.innerWidth;
});

/** The width of the window in CSS pixels, as media queries see it. */
export function useWidth(): number {
  return width.value;
}
