import { v5 } from 'uuid';

/** The namespace of all our UUIDs: what has the same name has the same UUID in every report (RFC 9562, 5.5). */
const namespace = v5('https://kataproof.io/ns/oscal', v5.URL);

/** The namespace of properties that OSCAL does not define. */
const propertyNamespace = 'https://kataproof.io/ns/oscal';

/** The UUID of what has this name. */
export function uuidOf(...names: readonly string[]): string {
  return v5(names.map((name) => encodeURIComponent(name)).join('|'), namespace);
}

const lines: readonly string[] = ['title'];
const prose: readonly string[] = ['description', 'statement', 'remarks'];

/**
 * The document with its titles as single lines, and no title or text that is a link or HTML: both are Markdown to OSCAL, and
 * names and reasons come from clusters.
 */
export function asMarkup<T>(value: T): T {
  if (Array.isArray(value)) return value.map((each: unknown) => asMarkup(each)) as T;
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([name, each]: [string, unknown]) => {
    if (typeof each !== 'string') return [name, asMarkup(each)];
    if (lines.includes(name)) return [name, plain(each).replace(/\s+/g, ' ').trim() || '(no name)'];
    return [name, prose.includes(name) ? plain(each) || '(no text)' : each];
  });
  return Object.fromEntries(entries) as T;
}

const plain = (text: string): string => text.replace(/[\\[\]<`]/g, '\\$&');

export interface OscalProperty {
  name: string;
  ns: string;
  value: string;
}

/** Properties of ours. OSCAL has no empty value, and none with blanks at its ends. */
export function propertiesOf(values: Readonly<Record<string, string | number | null>>): OscalProperty[] {
  return Object.entries(values)
    .map(([name, value]) => ({
      name,
      ns: propertyNamespace,
      value: String(value ?? '')
        .replace(/\s+/g, ' ')
        .trim(),
    }))
    .filter(({ value }) => value !== '');
}
