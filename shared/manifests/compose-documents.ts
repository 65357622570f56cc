import { Composer, type CST, type Document, Lexer, type ParsedNode, Parser, type Tags, visit } from 'yaml';
import { trimEnd } from '../plain/trim-end.ts';
import { ManifestMistake, positionOf } from './manifest-mistake.ts';

/** A document of a stream, with the place of every node in the text. */
export type ManifestDocument = Document.Parsed<ParsedNode>;

/** Levels of nesting. The deepest schemas of CustomResourceDefinitions have some dozens. */
const mostLevels = 150;

/** Documents in one stream; empty ones count. */
const mostDocuments = 2_000;

/**
 * How kubectl reads YAML (sigs.k8s.io/yaml): `yes` and `on` are booleans and `<<` merges, as in YAML 1.1. Dates and
 * binary data stay text, for no field of a manifest is one.
 */
const asKubectlReads = {
  version: '1.1',
  schema: 'yaml-1.1',
  merge: true,
  resolveKnownTags: false,
  // The library compares each key with all before it; refuse-strange.ts looks for two that are the same.
  uniqueKeys: false,
  customTags: (tags: Tags): Tags =>
    tags.filter((tag) => typeof tag === 'string' || !/:(timestamp|binary|omap|pairs|set)$/.test(tag.tag)),
} as const;

/**
 * Parses a stream of documents, YAML or JSON. Throws ManifestMistake for what is no YAML, and for what is nested too
 * deeply: what is not looked at before it is composed can exhaust the stack.
 */
export function composeDocuments(text: string): ManifestDocument[] {
  const composer = new Composer<ParsedNode>(asKubectlReads);
  const documents: ManifestDocument[] = [];
  for (const document of composer.compose(tokensOf(text))) {
    const [error] = document.errors;
    if (error) throw toMistake(text, document, error);
    if (documents.push(document) > mostDocuments)
      throw new ManifestMistake('ManifestTooComplex', `There are more than ${mostDocuments} documents.`, null);
  }
  return documents;
}

function* tokensOf(text: string): Generator<CST.Token> {
  const parser = new Parser();
  let levels = 0;
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '{' || lexeme === '[') levels++;
    if (lexeme === '}' || lexeme === ']') levels--;
    if (levels > mostLevels || parser.stack.length > mostLevels)
      throw new ManifestMistake(
        'ManifestTooComplex',
        `It is nested more than ${mostLevels} levels deep.`,
        positionOf(text, offset),
      );
    offset += lexeme.length;
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

/** An action of a Go template where a value should stand: `{{ .Values.image }}`, `{{- if … }}`, `{{- end }}`. */
export const action = /\{\{-?\s*[.$\w("/]/;

/** A line that begins with an action, or with a statement of Jinja: what follows it may be what is no YAML. */
const actionLine = /^[ \t]*\{(\{-?[ \t]*[.$\w("/]|%)/gm;

function toMistake(
  text: string,
  document: ManifestDocument,
  error: { message: string; pos: [number, number] },
): ManifestMistake {
  const position = positionOf(text, error.pos[0]);
  const [reason = ''] = error.message.split('\n');
  if (action.test(text.split('\n')[position.line - 1] ?? '')) return isTemplate(text, error.pos[0]);
  const before = findActionLine(text.slice(0, error.pos[1]), document);
  if (before !== null) return isTemplate(text, before);
  const said = /^Unexpected flow-map-start at node end/.test(reason)
    ? 'Another object begins here. Put a line of --- between two, or both into the items of a List.'
    : `${trimEnd(trimEnd(reason, ':'), '.')}.`;
  return new ManifestMistake('MalformedManifest', said, position);
}

/**
 * Where the first such line of a document is; null where there is none. What stands in a text, as in a ConfigMap of templates, is
 * what the manifest is to hold.
 */
function findActionLine(text: string, document: ManifestDocument): number | null {
  const texts: [number, number][] = [];
  visit(document, {
    Scalar(_key, { range }) {
      if (range) texts.push([range[0], range[1]]);
    },
  });
  const begin = document.range[0];
  let next = 0;
  for (const { index } of text.slice(begin).matchAll(actionLine)) {
    const at = begin + index;
    while ((texts[next]?.[1] ?? text.length) <= at) next++;
    if (at < (texts[next]?.[0] ?? text.length)) return at;
  }
  return null;
}

/** Says that what stands at an offset has to be rendered first. */
export function isTemplate(text: string, offset: number): ManifestMistake {
  const hint = 'this is a template and not yet a manifest. Render it first: helm template, or kubectl kustomize.';
  return new ManifestMistake('ManifestIsTemplate', hint, positionOf(text, offset));
}
