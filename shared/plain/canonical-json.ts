/**
 * Writes JSON with sorted keys and without white space (RFC 8785), so that one document always has one hash. Values
 * that JSON cannot hold are left out, as JSON.stringify does. Throws TypeError for a document that is not JSON at all.
 */
export function toCanonicalJson(document: unknown): string {
  const json = JSON.stringify(document);
  if (json === undefined) throw new TypeError('This cannot be written as JSON.');
  return write(JSON.parse(json));
}

function write(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${write(inner)}`).join(',')}}`;
}
