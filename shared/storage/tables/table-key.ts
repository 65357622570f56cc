import { createHash } from 'node:crypto';

/**
 * What a PartitionKey or RowKey must not hold ("Understanding the Table service data model"): slash, backslash, hash,
 * question mark and control characters. The equals sign is ours, to escape with.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const forbidden = /[/\\#?=\u0000-\u001f\u007f-\u009f]/g;

/** Makes a key of any text, one to one: forbidden characters become `=` and four hexadecimal digits. */
export function escapeTableKey(text: string): string {
  return text.replace(forbidden, (character) => `=${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Characters. A key holds 1 KiB of UTF-16, and its neighbours in the key want some of it. */
const longestPart = 300;

/**
 * A key of a text of any length: long ones keep their beginning, for whoever looks at the table, and end in the SHA-256
 * of the whole.
 */
export function boundedTableKey(text: string): string {
  const key = escapeTableKey(text);
  if (key.length <= longestPart) return key;
  return `${key.slice(0, longestPart - 70).toWellFormed()}=sha${createHash('sha256').update(text).digest('hex')}`;
}
