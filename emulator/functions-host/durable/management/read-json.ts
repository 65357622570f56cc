/**
 * What a text holds: a JSON value, of which `rest` is what follows; nothing; the beginning of an object or array that
 * does not end, `taken` where the reader of Azure's Durable extension takes it for a text all the same; or something else.
 */
export type Read =
  | { kind: 'value'; json: string; rest: string }
  | { kind: 'nothing' }
  | { kind: 'unended'; taken: boolean }
  | { kind: 'malformed' };

const space = /\s*/y;
const scalar = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/y;

/**
 * Reads the first JSON value of a text. Where an object or array only lacks its end, that is told apart from a wrong
 * token, because the reader of Azure's Durable extension (Json.NET) does so.
 */
export function readJson(text: string): Read {
  const end = findEnd(text);
  if (typeof end === 'object') return end;
  try {
    return { kind: 'value', json: JSON.stringify(JSON.parse(text.slice(0, end))), rest: text.slice(end).trim() };
  } catch {
    return { kind: 'malformed' };
  }
}

/** What may come next. After a comma of an array a value must come, after its bracket it need not. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end';

/** The index at which the first value ends. */
function findEnd(text: string): number | Exclude<Read, { kind: 'value' }> {
  const open: ('{' | '[')[] = [];
  const tokens: string[] = [];
  let expected: Expected = 'value';
  for (let at = skip(text, 0); at < text.length; at = skip(text, at)) {
    const token: string | undefined = tokenAt(text, at);
    const next: Expected | null = token === undefined ? null : step(token, expected, open);
    if (token === undefined || next === null) return { kind: 'malformed' };
    tokens.push(token);
    at += token.length;
    if (open.length === 0) return at;
    expected = next;
  }
  return open.length === 0 ? { kind: 'nothing' } : { kind: 'unended', taken: isTaken(tokens) };
}

/**
 * An array that ends after a value, or after the comma behind a nested object or array (recorded of Durable extension
 * 3.19 with Json.NET; see test/contracts/functions-host/recorded/durable.json).
 */
function isTaken(tokens: readonly string[]): boolean {
  const [before = '', last = ''] = tokens.slice(-2);
  if (tokens[0] !== '[' || tokens.length < 2) return false;
  return last === ',' ? before === ']' || before === '}' : !'{[:'.includes(last);
}

function skip(text: string, at: number): number {
  space.lastIndex = at;
  space.exec(text);
  return space.lastIndex;
}

function tokenAt(text: string, at: number): string | undefined {
  const mark = text[at] ?? '';
  if ('{}[],:'.includes(mark)) return mark;
  scalar.lastIndex = at;
  return scalar.exec(text)?.[0];
}

/** Takes a token; null when it may not come now. */
function step(token: string, expected: Expected, open: ('{' | '[')[]): Expected | null {
  const takesValue = expected === 'value' || expected === 'value-or-end';
  switch (token) {
    case '{':
    case '[':
      if (!takesValue) return null;
      open.push(token);
      return token === '{' ? 'key-or-end' : 'value-or-end';
    case '}':
    case ']': {
      const opening = token === '}' ? '{' : '[';
      const ends = expected === 'comma-or-end' || expected === (token === '}' ? 'key-or-end' : 'value-or-end');
      return ends && open.pop() === opening ? 'comma-or-end' : null;
    }
    case ',':
      if (expected !== 'comma-or-end') return null;
      return open.at(-1) === '{' ? 'key' : 'value';
    case ':':
      return expected === 'colon' ? 'value' : null;
    default:
      if (expected === 'key' || expected === 'key-or-end') return token.startsWith('"') ? 'colon' : null;
      return takesValue ? 'comma-or-end' : null;
  }
}
