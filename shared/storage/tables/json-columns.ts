import { KataproofError } from '../../errors/kataproof-error.ts';
import { parseJson } from '../../plain/parse-json.ts';

/**
 * Most characters of one string property: Azure Tables allow 64 KiB of UTF-16 ("Understanding the Table service data
 * model").
 */
const columnChars = 32 * 1024;
/**
 * Most characters of all properties of a row: an entity may have 1 MiB of UTF-16, and names and keys need a part of it.
 */
const rowChars = 480 * 1024;

/** The properties of a row, without its keys. */
export type Columns = Record<string, string | number>;

/**
 * Converts fields to columns. Each field becomes JSON; JSON that is too long for one column is cut into `field`,
 * `field_1`, `field_2` and so on. `field_parts` is their number, so that parts of an older, longer value are not read.
 * Undefined fields are left out. Throws ValueTooLarge for what does not fit into a row.
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

/** Converts columns back to fields. What is missing or is not JSON is left out, and the row's schema reports it. */
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
