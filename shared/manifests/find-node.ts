import {
  type Alias,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type ParsedNode,
  visit,
  type YAMLMap,
} from 'yaml';
import type { ManifestDocument } from './compose-documents.ts';

/** A node as it was found by its path. */
export interface FoundNode {
  node: ParsedNode;
  /** It stands elsewhere, behind an alias or a merge on the way: an edit there shows wherever that is used. */
  shared: boolean;
}

/** Finds the node at a path from the root of a document, through aliases and merges; null when nothing is there. */
export function findNode(document: ManifestDocument, path: readonly (string | number)[]): FoundNode | null {
  let found: FoundNode | null = document.contents ? { node: document.contents, shared: false } : null;
  for (const step of path) {
    const at: FoundNode | null = found && resolved(document, found);
    found = at && stepInto(document, at, step);
  }
  return found;
}

/** The node itself, or the one that an alias stands for. */
export function resolved(document: ManifestDocument, { node, shared }: FoundNode): FoundNode | null {
  if (!isAlias(node)) return { node, shared };
  const target = targetsOf(document).get(node);
  return target ? { node: target, shared: true } : null;
}

const known = new WeakMap<ManifestDocument, Map<Alias, ParsedNode>>();

/** What the aliases of a document stand for. The library walks through the whole document for each of them. */
function targetsOf(document: ManifestDocument): Map<Alias, ParsedNode> {
  const found = known.get(document) ?? new Map<Alias, ParsedNode>();
  if (known.has(document)) return found;
  known.set(document, found);
  const named = new Map<string, ParsedNode>();
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) {
        const target = named.get(node.source);
        if (target) found.set(node, target);
      } else if (node.anchor) named.set(node.anchor, node as ParsedNode);
    },
  });
  return found;
}

function stepInto(document: ManifestDocument, { node, shared }: FoundNode, step: string | number): FoundNode | null {
  if (isSeq(node)) {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item ? { node: item as ParsedNode, shared } : null;
  }
  if (!isMap(node)) return null;
  const own = pairOf(node, String(step));
  if (own) return own.value ? { node: own.value as ParsedNode, shared } : null;
  for (const merged of mergedInto(document, node)) {
    const value = stepInto(document, { node: merged, shared: true }, step);
    if (value) return value;
  }
  return null;
}

/** The pair of a map with this key, merges left aside. */
export function pairOf(map: YAMLMap, key: string): Pair<Node, Node | null> | null {
  // The value of a key that merges is a symbol, and its source is what was written.
  const pair = map.items.find(({ key: node }) => isScalar(node) && (node.value === key || node.source === key));
  return isPair<Node, Node | null>(pair) ? pair : null;
}

/** The maps that `<<` merges into a map, in the order in which they win. */
function mergedInto(document: ManifestDocument, map: YAMLMap): ParsedNode[] {
  const value = pairOf(map, '<<')?.value;
  const sources = isSeq(value) ? value.items : [value];
  return sources.flatMap((source) => {
    const found = source ? resolved(document, { node: source as ParsedNode, shared: true }) : null;
    return found && isMap(found.node) ? [found.node] : [];
  });
}
