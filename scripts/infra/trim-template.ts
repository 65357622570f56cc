type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * Compiled ARM JSON without the compiler's version and without the hashes of the template and of each module: they say
 * nothing that the rest does not, and would make every change a conflict. That Bicep wrote it stays, at the top.
 */
export function trimTemplate(template: { [key: string]: Json }): { [key: string]: Json } {
  const { $schema, contentVersion, metadata, ...rest } = withoutGenerator(template) as { [key: string]: Json };
  const own = typeof metadata === 'object' ? metadata : {};
  return {
    ...($schema === undefined ? {} : { $schema }),
    ...(contentVersion === undefined ? {} : { contentVersion }),
    metadata: { ...own, _generator: { name: 'bicep' } },
    ...rest,
  };
}

/** Whether a committed JSON document is a compiled template: one that nobody wrote by hand. */
export const isCompiled = (document: unknown): boolean =>
  (document as { metadata?: { _generator?: { name?: unknown } } } | null)?.metadata?._generator?.name === 'bicep';

function withoutGenerator(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutGenerator);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]): [string, Json | undefined] => [
        key,
        key === 'metadata' ? withoutOwnGenerator(inner) : withoutGenerator(inner),
      ])
      .filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

function withoutOwnGenerator(metadata: Json): Json | undefined {
  if (metadata === null || typeof metadata !== 'object' || Array.isArray(metadata) || !metadata['_generator'])
    return metadata;
  const { _generator, ...rest } = metadata;
  return Object.keys(rest).length > 0 ? rest : undefined;
}
