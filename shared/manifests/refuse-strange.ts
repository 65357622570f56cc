import { isAlias, isCollection, isMap, isPair, isScalar, visit } from 'yaml';
import { isTemplate, type ManifestDocument } from './compose-documents.ts';
import { ManifestMistake, positionOf } from './manifest-mistake.ts';

/** Nodes of one stream once its aliases are written out. */
const mostNodes = 250_000;

/** A scalar of so many characters counts as one node more: what is long may be repeated as often as what is not. */
const charsOfNode = 64;

/** Aliases of one stream. Each is looked for among all others of its document. */
const mostAliases = 5_000;

/**
 * Refuses documents that parse and yet are no manifests: templates whose actions happen to be YAML, a byte order mark
 * that has come in between by concatenation, aliases of nothing, and those that expand to more than anybody can want. Throws
 * ManifestMistake.
 */
export function refuseStrange(text: string, documents: ManifestDocument[]): void {
  const mark = text.indexOf('\uFEFF', 1);
  if (mark > 0 && (text[mark - 1] === '\n' || text[mark - 1] === '\r'))
    throw new ManifestMistake('MalformedManifest', 'a byte order mark stands inside the text.', positionOf(text, mark));
  const total = { nodes: 0, aliases: 0 };
  for (const document of documents) {
    refuseTemplate(text, document);
    refuseTwice(text, document);
    total.nodes += expandedNodes(text, document, () => ++total.aliases);
    if (total.aliases > mostAliases)
      throw new ManifestMistake('ManifestTooComplex', `It has more than ${mostAliases} aliases.`, null);
    if (total.nodes > mostNodes)
      throw new ManifestMistake('ManifestTooComplex', `Its aliases expand to more than ${mostNodes} nodes.`, null);
  }
}

/** Of two keys that are the same, readers take one or the other. */
function refuseTwice(text: string, document: ManifestDocument): void {
  visit(document, {
    Map(_key, { items }) {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (keys.has(key.value))
          throw new ManifestMistake(
            'MalformedManifest',
            'Map keys must be unique.',
            positionOf(text, key.range?.[0] ?? 0),
          );
        keys.add(key.value);
      }
    },
  });
}

/** `{{ .Values.name }}` is YAML: a map whose key is a map. No manifest has such a key. */
function refuseTemplate(text: string, document: ManifestDocument): void {
  visit(document, {
    Pair: (_key, { key }) => {
      if (isMap(key)) throw isTemplate(text, key.range?.[0] ?? 0);
    },
  });
}

/** Aliases name what stands before them, so every anchor has its number when it is asked for. */
function expandedNodes(text: string, document: ManifestDocument, countAlias: () => void): number {
  const ofAnchor = new Map<string, number>();
  const count = (node: unknown): number => {
    if (isAlias(node)) {
      countAlias();
      const known = ofAnchor.get(node.source);
      if (known !== undefined) return known;
      const position = positionOf(text, node.range?.[0] ?? 0);
      throw new ManifestMistake('MalformedManifest', `nothing before it is called &${node.source}.`, position);
    }
    if (isPair(node)) return count(node.key) + count(node.value);
    const nodes = isCollection(node) ? node.items.reduce((sum: number, item) => sum + count(item), 1) : weigh(node);
    if ((isCollection(node) || isScalar(node)) && node.anchor) ofAnchor.set(node.anchor, nodes);
    return nodes;
  };
  return count(document.contents);
}

function weigh(node: unknown): number {
  return isScalar(node) && typeof node.value === 'string' ? 1 + Math.floor(node.value.length / charsOfNode) : 1;
}
