import { definitionKinds, deleteOptions, passingTypes } from './schema-kinds.ts';

/**
 * One field of a Kubernetes type, for example `Array<V1Container>`. The type has the syntax of the OpenAPI generator.
 */
export interface TypeField {
  name: string;
  type: string;
  /** OpenAPI's, for example `int32` or `byte`; empty when there is none. */
  format: string;
}

/** The fields of each type by its name, for example `V1PodSpec`, for every type that the served kinds use. */
export type TypeSchemas = ReadonlyMap<string, readonly TypeField[]>;

interface GeneratedModel {
  getAttributeTypeMap(): { baseName: string; type: string; format: string }[];
}

/** Returns the type inside `Array<…>` or `{ [key: string]: …; }`, and what holds it. */
export function parseType(type: string): { holder: 'one' | 'list' | 'map'; element: string } {
  const list = /^Array<(.+)>$/.exec(type);
  if (list?.[1]) return { holder: 'list', element: list[1] };
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  if (map?.[1]) return { holder: 'map', element: map[1] };
  return { holder: 'one', element: type };
}

const scalars = new Set(['string', 'number', 'boolean', 'any', 'Date', 'IntOrString', 'V1MicroTime', 'object']);

/** Returns the name of the innermost type inside lists and maps. */
function innermost(type: string): string {
  const { holder, element } = parseType(type);
  return holder === 'one' ? element : innermost(element);
}

async function loadType(name: string, into: Map<string, readonly TypeField[]>): Promise<void> {
  if (scalars.has(name) || into.has(name)) return;
  into.set(name, []);
  const path = `@kubernetes/client-node/dist/gen/models/${name}.js`;
  const module = (await import(path)) as Record<string, GeneratedModel>;
  const fields = (module[name]?.getAttributeTypeMap() ?? []).map(({ baseName, type, format }) => ({
    name: baseName,
    type,
    format,
  }));
  into.set(name, fields);
  await Promise.all(fields.map((field) => loadType(innermost(field.type), into)));
}

let loaded: Promise<TypeSchemas> | null = null;

/**
 * Loads the fields of the served kinds, once in each process. They come from the generated models of
 * @kubernetes/client-node, which are made from Kubernetes' own OpenAPI document, so that nobody has to copy lists of
 * fields.
 */
export function loadTypeSchemas(): Promise<TypeSchemas> {
  loaded ??= (async () => {
    const into = new Map<string, readonly TypeField[]>();
    const names = [...definitionKinds.values(), deleteOptions, ...Object.values(passingTypes)];
    await Promise.all(names.flatMap((name) => (name === undefined ? [] : [loadType(name, into)])));
    return into;
  })();
  return loaded;
}
