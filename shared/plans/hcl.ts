/** An argument of a block, or text that stands for itself: a block, a comment. */
export type HclItem = { name: string; value: unknown } | { text: string };

/** HCL as it stands, where a value is expected: a reference to another resource. */
export class HclExpression {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Arguments of an object's fields, without those that are undefined. */
export function hclArguments(values: object): HclItem[] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name, value }));
}

/** A block as `terraform fmt` writes it. */
export function hclBlock(head: string, items: readonly HclItem[]): string {
  return `${head} {\n${indent(hclLines(items))}}`;
}

/** Equals signs of arguments that follow one another on lines of their own stand below one another. */
function hclLines(items: readonly HclItem[]): string {
  let text = '';
  let group: [string, string][] = [];
  function endGroup() {
    const widest = Math.max(...group.map(([name]) => columnsOf(name)));
    for (const [name, value] of group) text += `${name}${' '.repeat(widest - columnsOf(name))} = ${value}\n`;
    group = [];
  }
  for (const item of items) {
    const value = 'text' in item ? null : hclValue(item.value);
    if (value !== null && !value.includes('\n')) {
      group.push([(item as { name: string }).name, value]);
      continue;
    }
    endGroup();
    text += 'text' in item ? `${item.text}\n` : `${item.name} = ${value}\n`;
  }
  endGroup();
  return text;
}

function hclValue(value: unknown): string {
  if (value instanceof HclExpression) return value.text;
  if (typeof value === 'string') return hclText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(hclValue).join(', ')}]`;
  const fields = hclArguments(value).map((field) => ({ ...field, name: hclKey((field as { name: string }).name) }));
  return fields.length === 0 ? '{}' : `{\n${indent(hclLines(fields))}}`;
}

/** Names that begin another expression where a key is expected, or are a value. */
const reserved = new Set(['for', 'if', 'in', 'null', 'true', 'false']);

function hclKey(key: string): string {
  return /^[a-z_][\w-]*$/i.test(key) && !reserved.has(key) ? key : hclText(key);
}

/**
 * A text in quotes: JSON's escapes but for two that HCL does not have. `${` and `%{` begin a template unless doubled (HCL,
 * "Native Syntax Specification", "Template Literals").
 */
function hclText(text: string): string {
  return JSON.stringify(text)
    .replace(/\\[\\bf]/g, (found) => ({ '\\b': '\\u0008', '\\f': '\\u000c' })[found] ?? found)
    .replaceAll('${', () => '$${')
    .replaceAll('%{', '%%{');
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** `terraform fmt` counts a letter and its accents as one column. */
function columnsOf(text: string): number {
  return [...graphemes.segment(text)].length;
}

/** Lines end with a newline and nothing else here: a `^` of JavaScript stands behind other separators as well. */
function indent(lines: string): string {
  const indented = lines.split('\n').map((line) => (line === '' ? '' : `  ${line}`));
  return indented.join('\n');
}
