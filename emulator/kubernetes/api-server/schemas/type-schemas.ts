import { definitionKinds } from './schema-kinds.ts';

/** One field of a Kubernetes type, e.g. `Array<V1Container>`; the words are the OpenAPI generator's. */
export interface TypeField {
  name: string;
  type: string;
}

/** Fields by type name, e.g. `V1PodSpec`, for every type that the served kinds use. */
export type TypeSchemas = ReadonlyMap<string, readonly TypeField[]>;

interface GeneratedModel {
  getAttributeTypeMap(): { baseName: string; type: string }[];
}

/** The type inside `Array<…>` or `{ [key: string]: …; }`, and what holds it. */
export function parseType(type: string): { holder: 'one' | 'list' | 'map'; element: string } {
  const list = /^Array<(.+)>$/.exec(type);
  if (list?.[1]) return { holder: 'list', element: list[1] };
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  if (map?.[1]) return { holder: 'map', element: map[1] };
  return { holder: 'one', element: type };
}

const scalars = new Set(['string', 'number', 'boolean', 'any', 'Date', 'IntOrString', 'V1MicroTime', 'object']);

/** Name of the innermost type, through lists and maps. */
function innermost(type: string): string {
  const { holder, element } = parseType(type);
  return holder === 'one' ? element : innermost(element);
}

async function loadType(name: string, into: Map<string, readonly TypeField[]>): Promise<void> {
  if (scalars.has(name) || into.has(name)) return;
  into.set(name, []);
  const path = `@kubernetes/client-node/dist/gen/models/${name}.js`;
  const module = (await import(path)) as Record<string, GeneratedModel>;
  const fields = (module[name]?.getAttributeTypeMap() ?? []).map(({ baseName, type }) => ({ name: baseName, type }));
  into.set(name, fields);
  await Promise.all(fields.map((field) => loadType(innermost(field.type), into)));
}

let loaded: Promise<TypeSchemas> | null = null;

/**
 * The fields of the served kinds. They come from Kubernetes' own OpenAPI document, as the generated models of
 * @kubernetes/client-node carry it, so nobody here copies a field list; read once a process, when first needed.
 */
export function loadTypeSchemas(): Promise<TypeSchemas> {
  loaded ??= (async () => {
    const into = new Map<string, readonly TypeField[]>();
    await Promise.all([...definitionKinds.values()].map((name) => loadType(name, into)));
    return into;
  })();
  return loaded;
}
