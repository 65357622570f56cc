/** Texts of JSON, those that are the name of a field with the colon behind it, and the brackets between them. */
const parts = /(?<text>"(?:[^"\\]+|\\.)*")\s*(?<colon>:)?|[{}[\]]/g;

/**
 * The first name that one object of a JSON text has twice; null when none has. JSON.parse takes the last one without a word,
 * and other readers take the first (RFC 8259, section 4). The text must be valid JSON.
 */
export function findRepeatedKey(json: string): string | null {
  const open: Set<string>[] = [];
  for (const { 0: part, groups: { text, colon } = {} } of json.matchAll(parts)) {
    if (part === '{' || part === '[') open.push(new Set());
    else if (part === '}' || part === ']') open.pop();
    if (text === undefined || colon === undefined) continue;
    const name: string = JSON.parse(text);
    if (open.at(-1)?.has(name)) return name;
    open.at(-1)?.add(name);
  }
  return null;
}
