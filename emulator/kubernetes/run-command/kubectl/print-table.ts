import { z } from 'zod';

/** A `Table` of the API server. */
export const tableShape = z.object({
  columnDefinitions: z.array(z.object({ name: z.string(), priority: z.number().optional() })),
  rows: z
    .array(
      z.object({
        cells: z.array(z.unknown()),
        object: z
          .object({
            metadata: z
              .object({ namespace: z.string().optional(), labels: z.record(z.string(), z.string()).optional() })
              .optional(),
          })
          .optional(),
      }),
    )
    .nullish()
    .transform((rows) => rows ?? []),
});

interface TableOptions {
  wide: boolean;
  headers: boolean;
  labels: boolean;
  namespaces: boolean;
  /** Stands before each name: `pod/`. */
  prefix: string;
}

/** Prints a table as kubectl does: columns in capitals, three spaces between them. */
export function printTable({ columnDefinitions, rows }: z.infer<typeof tableShape>, options: TableOptions): string {
  const columns = columnDefinitions.flatMap(({ name, priority = 0 }, index) =>
    priority === 0 || options.wide ? [{ name, index }] : [],
  );
  const header = [
    ...(options.namespaces ? ['NAMESPACE'] : []),
    ...columns.map(({ name }) => name.toUpperCase()),
    ...(options.labels ? ['LABELS'] : []),
  ];
  const lines = rows.map(({ cells, object }) => [
    ...(options.namespaces ? [object?.metadata?.namespace ?? ''] : []),
    ...columns.map(({ name, index }) => `${name === 'Name' ? options.prefix : ''}${inCell(cells[index])}`),
    ...(options.labels ? [labelsInWords(object?.metadata?.labels)] : []),
  ]);
  return align(options.headers ? [header, ...lines] : lines);
}

function inCell(value: unknown): string {
  return value === null || value === undefined || value === '' ? '<none>' : String(value);
}

function labelsInWords(labels: Record<string, string> = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return pairs.sort().join(',') || '<none>';
}

function align(lines: string[][]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd((widths[column] ?? 0) + 3))
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
}
