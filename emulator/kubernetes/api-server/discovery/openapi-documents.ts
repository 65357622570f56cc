import { createHash } from 'node:crypto';
import { apiVersionOf, qualifiedName, type ResourceDefinition } from '../../api/resource-definitions.ts';
import { listKeysOf } from '../patch/list-keys.ts';
import { definitionKinds } from '../schemas/schema-kinds.ts';
import { loadTypeSchemas, parseType, type TypeField, type TypeSchemas } from '../schemas/type-schemas.ts';
import { definitionsOf, namedGroups } from './resource-verbs.ts';

type Document = Record<string, unknown>;

const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const scalarSchemas: Record<string, Document> = {
  string: { type: 'string' },
  number: { type: 'integer' },
  boolean: { type: 'boolean' },
  Date: { type: 'string', format: 'date-time' },
  V1MicroTime: { type: 'string', format: 'date-time' },
  IntOrString: { 'x-kubernetes-int-or-string': true },
};

function typeSchema(schemas: TypeSchemas, type: string): Document {
  const { holder, element } = parseType(type);
  if (holder === 'list') return { type: 'array', items: typeSchema(schemas, element) };
  if (holder === 'map') return { type: 'object', additionalProperties: typeSchema(schemas, element) };
  return scalarSchemas[element] ?? (schemas.has(element) ? { allOf: [schemaRef(element)] } : { type: 'object' });
}

/** From this, kubectl learns how the lists of a kind merge. */
function fieldSchema(schemas: TypeSchemas, field: TypeField): Document {
  const schema = typeSchema(schemas, field.type);
  const keys = listKeysOf(field.name);
  if (schema['type'] !== 'array' || !keys) return schema;
  return {
    ...schema,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys.mapKeys,
    'x-kubernetes-patch-strategy': 'merge',
    'x-kubernetes-patch-merge-key': keys.mergeKey,
  };
}

/** Returns the names of all types that a type uses, itself first. */
function closure(schemas: TypeSchemas, name: string, into = new Set<string>()): Set<string> {
  const fields = schemas.get(name);
  if (!fields || into.has(name)) return into;
  into.add(name);
  for (const { type } of fields) for (const word of type.match(/\w+/g) ?? []) closure(schemas, word, into);
  return into;
}

const kindOf = ({ group, kind }: ResourceDefinition, version: string) => ({ group, version, kind });
const query = (name: string) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } });

function patchPath(definition: ResourceDefinition, version: string): [string, Document] {
  const root = definition.group === '' ? `/api/${version}` : `/apis/${definition.group}/${version}`;
  const scope = definition.namespaced ? '/namespaces/{namespace}' : '';
  const operation = {
    'x-kubernetes-action': 'patch',
    'x-kubernetes-group-version-kind': kindOf(definition, version),
    parameters: ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map(query),
    responses: { 200: { description: 'OK' } },
  };
  return [`${root}${scope}/${definition.resource}/{name}`, { patch: operation }];
}

function groupVersionDocument(schemas: TypeSchemas, definitions: ResourceDefinition[], version: string): Document {
  const kinds = new Map(definitions.map((definition) => [definitionKinds.get(qualifiedName(definition)), definition]));
  const names = new Set([...kinds.keys()].flatMap((name) => [...closure(schemas, name ?? '')]));
  const components = [...names].map((name) => {
    const fields = schemas.get(name) ?? [];
    const properties = Object.fromEntries(fields.map((field) => [field.name, fieldSchema(schemas, field)]));
    const definition = kinds.get(name);
    const gvk = definition ? { 'x-kubernetes-group-version-kind': [kindOf(definition, version)] } : {};
    return [name, { type: 'object', properties, ...gvk }];
  });
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths: Object.fromEntries(definitions.map((definition) => patchPath(definition, version))),
    components: { schemas: Object.fromEntries(components) },
  };
}

let documents: Promise<Map<string, string>> | null = null;

/** Returns the documents as text, by their path below /openapi/v3. They are built once in each process. */
export function loadOpenApiDocuments(): Promise<Map<string, string>> {
  documents ??= (async () => {
    const schemas = await loadTypeSchemas();
    const groups = ['', ...namedGroups().map(({ name }) => name)].map((group) => definitionsOf(group));
    const entries = groups.flatMap((definitions): [string, string][] => {
      const [first] = definitions;
      if (!first) return [];
      const path = `${first.group === '' ? 'api' : 'apis'}/${apiVersionOf(first)}`;
      return [[path, JSON.stringify(groupVersionDocument(schemas, definitions, first.versions[0] ?? 'v1'))]];
    });
    return new Map(entries);
  })();
  return documents;
}

/** Builds the body of GET /openapi/v3: the address of each document, with a hash so that clients can cache it. */
export async function openApiIndex(): Promise<Document> {
  const paths = [...(await loadOpenApiDocuments())].map(([path, text]) => {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 32).toUpperCase();
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }];
  });
  return { paths: Object.fromEntries(paths) };
}
