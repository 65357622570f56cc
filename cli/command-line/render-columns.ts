import { oneLine } from '../../shared/plain/one-line.ts';

/** A table whose last column is as wide as it likes. A terminal takes no orders from what is in it. */
export function renderColumns(head: string[], rows: string[][]): string {
  const all = [head, ...rows].map((row) => row.map(oneLine));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row.map((cell, column) => cell.padEnd(column === row.length - 1 ? 0 : (widths[column] ?? 0))).join('  '),
    )
    .join('\n');
}
