import type { JsonNode } from './json-node.ts';

const operationFields = new Set(['op', 'path', 'from', 'value']);

/** Finds the repeated keys in JSON whose type is not known, in the order of the text. */
function repeatedKeys(node: JsonNode, path: string): string[] {
  if (node.kind === 'array') return node.items.flatMap((item, index) => repeatedKeys(item, `${path}[${index}]`));
  if (node.kind !== 'object') return [];
  const seen = new Set<string>();
  return node.entries.flatMap(([key, part]) => {
    const at = path === '' ? key : `${path}.${key}`;
    const repeated = seen.has(key) ? [`duplicate field "${at}"`] : [];
    seen.add(key);
    return [...repeated, ...repeatedKeys(part, at)];
  });
}

/** Finds what a strict decoder refuses in the operations of a JSON patch. */
function operationMistakes(node: JsonNode, path: string): string[] {
  if (node.kind !== 'object') return [];
  const seen = new Set<string>();
  return node.entries.flatMap(([key, part]) => {
    const at = `${path}.${key}`;
    if (!operationFields.has(key)) return [`json patch unknown field "${at}"`];
    const repeated = seen.has(key) ? [`json patch duplicate field "${at}"`] : [];
    seen.add(key);
    return [...repeated, ...repeatedKeys(part, at).map((words) => `json patch ${words}`)];
  });
}

/** Returns what strict decoding says of a patch itself. */
export function untypedMistakes(node: JsonNode, isJsonPatch: boolean): string[] {
  if (!isJsonPatch) return [...new Set(repeatedKeys(node, ''))];
  return node.kind === 'array' ? node.items.flatMap((item, index) => operationMistakes(item, `[${index}]`)) : [];
}
