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
