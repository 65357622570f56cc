/** How Go writes values into the messages that an API server answers. */

const escapes: Record<string, string> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');

function quoteCharacter(character: string): string {
  const short = escapes[character];
  if (short !== undefined) return short;
  if (character === ' ' || !/[\p{C}\p{Z}]/u.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/** Quotes a string as `%q` does (strconv.Quote). */
export const goQuote = (text: string): string => `"${[...text].map(quoteCharacter).join('')}"`;

/** Writes JSON as encoding/json does: what HTML would read as markup is escaped. */
export const goJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${hex(character.codePointAt(0) ?? 0, 4)}`);

/** Writes a decoded JSON value as `%v` does: `map[a:1 b:[x y]]`, with sorted keys. */
export function goFormat(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goFormat).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, part]) => `${key}:${goFormat(part)}`).join(' ')}]`;
}

/** The number of bytes that Go's `len` counts. */
export const byteLength = (text: string): number => Buffer.byteLength(text);
