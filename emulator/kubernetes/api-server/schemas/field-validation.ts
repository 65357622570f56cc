import { qualifiedName, type ResourceDefinition } from '../../api/resource-definitions.ts';
import type { KubeObject } from '../../api/seams.ts';
import { badRequest } from '../../api/status-errors.ts';
import { findMistakes } from './find-mistakes.ts';
import { definitionKinds } from './schema-kinds.ts';
import { loadTypeSchemas } from './type-schemas.ts';

/** Removes the unknown fields, as decoding into a Go struct does. */
function prune(object: KubeObject, paths: string[]): void {
  for (const path of paths) {
    const tokens = path.split(/\.|\[(\d+)\]/).filter((token): token is string => Boolean(token));
    const last = tokens.pop();
    const holder = tokens.reduce<unknown>((value, token) => (value as Record<string, unknown>)?.[token], object);
    if (last !== undefined && holder) delete (holder as Record<string, unknown>)[last];
  }
}

/** Returns warnings. Throws StatusError BadRequest. */
export type FieldCheck = (
  definition: ResourceDefinition,
  object: KubeObject,
  fieldValidation: string | null,
) => string[];

/**
 * Loads the field validation of the API server. `Strict` refuses unknown fields, `Warn` (the default) drops them with a
 * warning, `Ignore` drops them silently. Values of a wrong type are always refused. The returned check is synchronous,
 * so that a verb can read, change and store an object without an interruption.
 */
export async function loadFieldCheck(): Promise<FieldCheck> {
  const schemas = await loadTypeSchemas();
  return (definition, object, fieldValidation) => {
    const typeName = definitionKinds.get(qualifiedName(definition));
    if (!typeName) return [];
    const { unknown, undecodable } = findMistakes(schemas, typeName, object);
    const cannotHandle = `${definition.kind} in version "v1" cannot be handled as a ${definition.kind}`;
    if (undecodable) throw badRequest(`${cannotHandle}: ${undecodable}`);
    const words = unknown.map((path) => `unknown field "${path}"`);
    if (words.length === 0) return [];
    if (fieldValidation === 'Strict') throw badRequest(`${cannotHandle}: strict decoding error: ${words.join(', ')}`);
    prune(object, unknown);
    return fieldValidation === 'Ignore' ? [] : words;
  };
}
