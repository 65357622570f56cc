import { isAlias, isMap, isScalar, type Node, type Pair, type ParsedNode, type YAMLMap } from 'yaml';
import type { ManifestDocument } from './compose-documents.ts';
import { type FoundNode, pairOf, resolved } from './find-node.ts';

/** What is put into a text between two offsets. */
export interface TextEdit {
  from: number;
  to: number;
  text: string;
}

const key = 'runtimeClassName';

/**
 * Plans how the text of a pod's spec changes so that it names a RuntimeClass. Nothing else of the text changes: a line
 * is put in as the spec's first, in the place's own indentation, line ending and quotes; a value that stands there is
 * replaced. What stands behind an alias is edited where it stands if the alias names more than the spec; a spec that is
 * an alias itself becomes a merge of it. Null for a spec that is no map.
 */
export function planEdit(text: string, document: ManifestDocument, spec: FoundNode, name: string): TextEdit | null {
  const { node } = spec;
  if (isAlias(node) && !spec.shared) return mergeOf(text, node, name);
  const map = resolved(document, spec)?.node;
  if (!isMap(map)) return null;
  const pair = pairOf(map, key);
  if (pair) return valueEdit(text, pair, name);
  return map.flow ? flowEdit(text, map, name) : blockEdit(text, map, name);
}

/** `spec: *base` becomes `spec: {<<: *base, runtimeClassName: name}`, so that other users of the anchor stay as they are. */
function mergeOf(text: string, alias: ParsedNode, name: string): TextEdit {
  const [from, to] = alias.range;
  return { from, to, text: `{<<: ${text.slice(from, to)}, ${key}: ${name}}` };
}

function valueEdit(text: string, { key: keyNode, value }: Pair<Node, Node | null>, name: string): TextEdit {
  const [from, to] = value?.range ?? [0, 0];
  const written = text.slice(from, to);
  if (value && written.length > 0) return { from, to, text: /^["']/.test(written) ? `"${name}"` : name };
  const colon = text.indexOf(':', keyNode.range?.[1] ?? 0) + 1;
  return { from: colon, to: colon, text: ` ${name}` };
}

function flowEdit(text: string, map: YAMLMap, name: string): TextEdit {
  const [first, second] = map.items as Pair<Node>[];
  const start = map.range?.[0] ?? 0;
  if (!first) return { from: start + 1, to: start + 1, text: `${key}: ${name}` };
  const from = first.key.range?.[0] ?? 0;
  const isQuoted = isScalar(first.key) && first.key.type === 'QUOTE_DOUBLE';
  const line = lineStart(text, from);
  const lineBreak = line > start ? `${lineEnding(text, line)}${text.slice(line, from)}` : null;
  const colon = isQuoted ? (/^\s*:\s*/.exec(text.slice(first.key.range?.[1] ?? 0))?.[0] ?? ':') : ': ';
  const spaced = !isQuoted || (second ? /\s/.test(text[(second.key.range?.[0] ?? 1) - 1] ?? '') : /\s/.test(colon));
  const entry = isQuoted ? `"${key}"${colon}"${name}"` : `${key}: ${name}`;
  return { from, to: from, text: `${entry},${lineBreak ?? (spaced ? ' ' : '')}` };
}

/** Comments above the first key belong to that key, so the new line stands above them. */
function blockEdit(text: string, map: YAMLMap, name: string): TextEdit | null {
  const first = (map.items[0] as Pair<Node> | undefined)?.key.range?.[0];
  if (first === undefined) return null;
  let from = lineStart(text, first);
  const indent = /^[ ]*/.exec(text.slice(from, first))?.[0] ?? '';
  while (from > 0 && /^\s*(#.*)?$/.test(text.slice(lineStart(text, from - 1), from - 1)))
    from = lineStart(text, from - 1);
  return { from, to: from, text: `${indent}${key}: ${name}${lineEnding(text, from)}` };
}

/** How the line before this one ends. */
function lineEnding(text: string, start: number): string {
  return text[start - 2] === '\r' ? '\r\n' : '\n';
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Applies edits to a text. They may come in any order, but none may reach into another. */
export function applyEdits(text: string, edits: TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to, text: put } of edits.toSorted((a, b) => a.from - b.from)) {
    parts.push(text.slice(at, from), put);
    at = to;
  }
  return [...parts, text.slice(at)].join('');
}
