/** JSON as it was written: with the order and repetition of keys, and with numbers as text. */
export type JsonNode =
  | { kind: 'null' }
  | { kind: 'bool'; value: boolean }
  | { kind: 'number'; text: string }
  | { kind: 'string'; value: string }
  | { kind: 'array'; items: JsonNode[] }
  | { kind: 'object'; entries: [string, JsonNode][] };

/** What a decoder of Go says of a text that it cannot decode. */
export class DecodeError extends Error {}

/** Returns the value of a node. Of a repeated key, the last one counts. */
export function toValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'null':
      return null;
    case 'number':
      return Number(node.text);
    case 'array':
      return node.items.map(toValue);
    case 'object':
      return Object.fromEntries(node.entries.map(([key, part]) => [key, toValue(part)]));
    default:
      return node.value;
  }
}

/** Returns the node of a value that did not come as JSON. */
export function toNode(value: unknown): JsonNode {
  if (value === null || value === undefined) return { kind: 'null' };
  if (typeof value === 'boolean') return { kind: 'bool', value };
  if (typeof value === 'number') return { kind: 'number', text: String(value) };
  if (Array.isArray(value)) return { kind: 'array', items: value.map(toNode) };
  if (typeof value !== 'object') return { kind: 'string', value: String(value) };
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return { kind: 'object', entries: entries.map(([key, part]) => [key, toNode(part)]) };
}

/** Returns what stands at a key of an object, the last one of its name. */
export function entryOf(node: JsonNode, key: string): JsonNode | undefined {
  return node.kind === 'object' ? node.entries.findLast(([name]) => name === key)?.[1] : undefined;
}
