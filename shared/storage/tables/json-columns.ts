import { KataproofError } from '../../errors/kataproof-error.ts';
import { parseJson } from '../../plain/parse-json.ts';

/** Characters in one string property: Azure Tables allow 64 KiB of UTF-16. */
const columnChars = 32 * 1024;
/** Characters in all properties of a row: an entity may have 1 MiB, of which names and keys need some. */
const rowChars = 480 * 1024;

/** A row without its keys, as it is written. */
export type Columns = Record<string, string | number>;

/**
 * Turns fields into columns: each field is JSON, cut into `field`, `field_1`, `field_2` … when it is longer than one
 * column may be, with `field_parts` telling how many, so that a shorter value leaves no tail of a longer one. Fields
 * that are undefined are left out. Throws ValueTooLarge for what no row can hold.
 */
export function toColumns(fields: Record<string, unknown>): Columns {
  const columns: Columns = {};
  let chars = 0;
  for (const [field, value] of Object.entries(fields)) {
    const json = JSON.stringify(value);
    if (json === undefined) continue;
    chars += json.length;
    const parts = Math.max(1, Math.ceil(json.length / columnChars));
    columns[`${field}_parts`] = parts;
    for (let part = 0; part < parts; part++)
      columns[columnName(field, part)] = json.slice(part * columnChars, (part + 1) * columnChars);
  }
  if (chars > rowChars)
    throw new KataproofError(
      'ValueTooLarge',
      `${Math.ceil(chars / 1024)} Ki characters do not fit into a table row, which holds ${rowChars / 1024} Ki.`,
    );
  return columns;
}

/** The fields of a row; what is missing or not JSON is left out, for the row's schema to complain about. */
export function fromColumns(row: Record<string, unknown>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, parts] of Object.entries(row)) {
    if (!name.endsWith('_parts') || typeof parts !== 'number') continue;
    const field = name.slice(0, -'_parts'.length);
    const json = Array.from({ length: parts }, (_, part) => row[columnName(field, part)]).join('');
    const value = parseJson(json);
    if (value !== undefined) fields[field] = value;
  }
  return fields;
}

function columnName(field: string, part: number): string {
  return part === 0 ? field : `${field}_${part}`;
}
