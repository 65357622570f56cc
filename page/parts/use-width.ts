import { signal } from '@preact/signals';

/** From this width on a row of a table is one line, for its columns have room. In the browser's own letters, as the style's widths are. */
const tables = window.matchMedia('(min-width: 72.5em)');

const wide = signal(tables.matches);

tables.addEventListener('change', () => {
  wide.value = tables.matches;
});

/** Whether the window has room for the columns of a table. */
export function useRoomForTables(): boolean {
  return wide.value;
}
