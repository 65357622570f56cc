import { createHash } from 'node:crypto';
import { escapeKey } from '../../clusters/keys.ts';

/** Characters. A key holds 1 KiB of UTF-16, and its neighbours in the key want some of it. */
const longestPart = 300;

/**
 * A key of a text of any length: long ones keep their beginning, for whoever looks at the table, and end in the SHA-256
 * of the whole.
 */
export function boundedTableKey(text: string): string {
  const key = escapeKey(text);
  if (key.length <= longestPart) return key;
  return `${key.slice(0, longestPart - 70).toWellFormed()}=sha${createHash('sha256').update(text).digest('hex')}`;
}
