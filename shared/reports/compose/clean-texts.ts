/**
 * Control characters but line breaks and tabs, halves of characters, the two characters that XML has no way to write
 * (XML 1.0, 2.2), and marks that turn the direction of a text, with which a name can be made to look like another.
 */
const unwelcome =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this pattern has to match control characters.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufffe\uffff]/g;

/**
 * The same data with every text in it well-formed and shown as it is read. Once, for all formats: what is in a report
 * was written by clusters, and is read by terminals, browsers and parsers.
 */
export function cleanTexts<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed().replace(unwelcome, ' ') as T;
  if (Array.isArray(value)) return value.map((each: unknown) => cleanTexts(each)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cleanTexts(each)])) as T;
}
