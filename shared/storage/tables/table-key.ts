import { createHash } from 'node:crypto';
import { escapeKey } from '../../clusters/keys.ts';

/** Most characters of one part of a key: a key may have 1 KiB of UTF-16, and other parts need some of it. */
const longestPart = 300;

/**
 * Turns a text of any length into a part of a key. A long text keeps its beginning, for people who read the table, and
 * ends in the SHA-256 of the whole text.
 */
export function boundedTableKey(text: string): string {
  const key = escapeKey(text);
  if (key.length <= longestPart) return key;
  return `${key.slice(0, longestPart - 70).toWellFormed()}=sha${createHash('sha256').update(text).digest('hex')}`;
}
