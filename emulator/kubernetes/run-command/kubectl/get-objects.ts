import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { type CallApi, isNotFound, KubectlError } from './call-api.ts';
import { type CommandLine, namespaceOf } from './parse-command-line.ts';
import { printTable, tableShape } from './print-table.ts';
import { findType, nameOf, pathOf, type ResourceType, readResourceTypes } from './resource-types.ts';

const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

interface Wanted {
  type: ResourceType;
  /** Null for the whole list. */
  name: string | null;
}

/** `kubectl get`, without `-w`. */
export async function getObjects(call: CallApi, line: CommandLine): Promise<string> {
  const types = await readResourceTypes(call);
  const wanted = parseWanted(types, line.words.slice(1));
  const output = line.flags['output'] ?? '';
  if (output === '' || output === 'wide') return printTables(call, line, wanted);
  if (!['json', 'yaml', 'name'].includes(output))
    throw new KubectlError(
      `error: unable to match a printer suitable for the output format "${output}", allowed formats are: json,name,wide,yaml (this is a small kubectl of the emulator)`,
    );
  const objects: Listed[] = [];
  for (const one of wanted) objects.push(...(await readObjects(call, line, one)));
  if (output === 'name') return objects.map(({ type, object }) => `${nameOf(type, object.metadata.name)}\n`).join('');
  // kubectl sorts the fields by their names.
  const single = wanted.length === 1 && wanted[0]?.name !== null ? objects[0]?.object : undefined;
  const document = single ?? {
    apiVersion: 'v1',
    items: objects.map(({ object }) => object),
    kind: 'List',
    metadata: { resourceVersion: '' },
  };
  const inOrder = stringify(document, { schema: 'yaml-1.1', sortMapEntries: true, indentSeq: false });
  return output === 'json' ? `${JSON.stringify(parse(inOrder), null, 4)}\n` : inOrder;
}

/** Parses `pods`, `pod x y`, `pod/x node/y` and `pods,nodes`. */
export function parseWanted(types: readonly ResourceType[], words: readonly string[]): Wanted[] {
  const [first, ...names] = words;
  if (first === undefined)
    throw new KubectlError(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.',
    );
  if (first.includes('/'))
    return words.map((word) => {
      const [type = '', name = ''] = word.split('/');
      return { type: findType(types, type), name };
    });
  const asked = first.split(',').map((name) => findType(types, name));
  if (names.length === 0) return asked.map((type) => ({ type, name: null }));
  return asked.flatMap((type) => names.map((name) => ({ type, name })));
}

interface Listed {
  type: ResourceType;
  object: z.infer<typeof objectShape>;
}

const objectShape = z.looseObject({ metadata: z.looseObject({ name: z.string() }) });
const listShape = z.looseObject({ apiVersion: z.string(), kind: z.string(), items: z.array(objectShape) });

async function readObjects(call: CallApi, line: CommandLine, { type, name }: Wanted): Promise<Listed[]> {
  const text = await unlessIgnored(line, call({ method: 'GET', path: pathFor(line, type, name) }));
  if (text === null) return [];
  const answer: unknown = JSON.parse(text);
  if (name !== null) return [{ type, object: shown(line, objectShape.parse(answer)) }];
  const { items } = listShape.parse(answer);
  const ofList = { apiVersion: type.groupVersion, kind: type.kind };
  return items.map((item) => ({ type, object: shown(line, { ...ofList, ...item }) }));
}

/** kubectl hides managed fields unless it is asked for them. */
function shown({ flags }: CommandLine, object: z.infer<typeof objectShape>): z.infer<typeof objectShape> {
  if (flags['show-managed-fields']) return object;
  const { managedFields: _hidden, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function pathFor(line: CommandLine, type: ResourceType, name: string | null): string {
  const query = new URLSearchParams();
  if (name === null && line.flags['selector']) query.set('labelSelector', line.flags['selector']);
  if (name === null && line.flags['field-selector']) query.set('fieldSelector', line.flags['field-selector']);
  const path = pathOf(type, name === null ? namespaceOf(line) : (namespaceOf(line) ?? 'default'), name ?? undefined);
  return query.size > 0 ? `${path}?${query}` : path;
}

async function unlessIgnored<T>(line: CommandLine, reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (line.flags['ignore-not-found'] && isNotFound(error)) return null;
    throw error;
  }
}

async function printTables(call: CallApi, line: CommandLine, wanted: readonly Wanted[]): Promise<string> {
  const printed: string[] = [];
  for (const [index, { type, name }] of wanted.entries()) {
    const asked = { method: 'GET', path: pathFor(line, type, name), accept: asTable };
    const text = await unlessIgnored(line, call(asked));
    if (text === null) continue;
    const table = tableShape.parse(JSON.parse(text));
    const isSame = wanted[index - 1]?.type === type;
    const options = {
      wide: line.flags['output'] === 'wide',
      headers: !line.flags['no-headers'] && !isSame,
      labels: Boolean(line.flags['show-labels']),
      namespaces: Boolean(line.flags['all-namespaces']) && type.namespaced,
      prefix: wanted.some((other) => other.type !== type) ? nameOf(type, '') : '',
    };
    if (table.rows.length > 0) printed.push(printTable(table, options));
  }
  if (printed.length > 0) return printed.join(line.flags['output'] || wanted[0]?.name !== null ? '' : '\n');
  const namespace = namespaceOf(line);
  const place = namespace === null || !wanted.some(({ type }) => type.namespaced) ? '' : ` in ${namespace} namespace`;
  throw new NothingFound(`No resources found${place}${place ? '.' : ''}`);
}

/** An empty list is told on stderr, and is no failure. */
export class NothingFound extends Error {}
