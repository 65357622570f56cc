import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { keepMethods } from './called-methods.ts';

/** Where code of ours calls the blob service. */
const callers = join(import.meta.dirname, '../../../shared/storage');

/** storage-blob's classes for callers, its generated classes of requests, and what their requests and answers are made of. */
const clients = /^(Clients|ContainerClient|BlobServiceClient)\.js$/;
const operations = /^generated[\\/]src[\\/]operations[\\/]\w+\.js$/;
const mappers = /^generated[\\/]src[\\/]models[\\/]mappers\.js$/;

/** A description of a request, and one of what is sent or answered, whose classes name one another. */
const specification = /^const (\w+OperationSpec) = \{\n(?: .*\n)*\};\n/gm;
const mapper = /^export const (\w+) = \{\n(?: .*\n)*\};\n/gm;

/**
 * An esbuild plugin that leaves out of storage-blob the methods that nothing calls, and the requests and answers of those: half
 * of what is evaluated when evidence is kept. A method is kept when its name stands behind a dot in code of ours, in a method
 * that is kept, or in a module that is not trimmed here. Fails the build when storage-blob is written otherwise.
 */
export const leanBlobs: Plugin = {
  name: 'lean-blobs',
  setup(build) {
    let trimmed: ReadonlyMap<string, string> | null = null;
    build.onLoad({ filter: /[\\/]storage-blob[\\/]dist[\\/]esm[\\/].*\.js$/ }, ({ path }) => {
      const [root = ''] = /^.*[\\/]dist[\\/]esm[\\/]/.exec(path) ?? [];
      trimmed ??= trimBlobs(readModules(root), [...readModules(callers).values()]);
      const contents = trimmed.get(path.slice(root.length));
      return contents === undefined ? undefined : { contents };
    });
  },
};

/** Those modules, by their paths, that have less in them than before. Throws when they are written otherwise. */
export function trimBlobs(modules: ReadonlyMap<string, string>, calls: readonly string[]): Map<string, string> {
  const isTrimmed = (path: string) => clients.test(path) || operations.test(path);
  const whole = [...modules].filter(([path]) => isTrimmed(path));
  const others = [...modules].filter(([path]) => !isTrimmed(path)).map(([, code]) => code);
  const called = new Set(['constructor', ...[...calls, ...others].flatMap(membersIn)]);
  let kept: [string, string][] = [];
  for (let before = -1; before !== called.size; ) {
    before = called.size;
    kept = whole.map(([path, code]) => [path, keepMethods(code, (name) => called.has(name))]);
    for (const [, code] of kept) for (const name of membersIn(code)) called.add(name);
  }
  const result = new Map(kept.map(([path, code]) => [path, keepSpecifications(code)]));
  for (const [path, code] of modules)
    if (mappers.test(path)) result.set(path, keepMappers(code, [...others, ...result.values()]));
  const expected = [...result].filter(([path]) => clients.test(path) || mappers.test(path));
  if (expected.length !== 4 || expected.some(([path, code]) => modules.get(path) === code))
    throw new Error('storage-blob is written otherwise than before: scripts/package/lean/lean-blobs.ts');
  return result;
}

const membersIn = (code: string) => code.match(/(?<=\.)\w+/g) ?? [];

function keepSpecifications(code: string): string {
  const used = new Set(code.replaceAll(specification, '').match(/\w+OperationSpec\b/g));
  return code.replaceAll(specification, (whole, name: string) => (used.has(name) ? whole : ''));
}

/** The descriptions that requests name, and those that they name by their classes. */
function keepMappers(code: string, users: readonly string[]): string {
  const all = new Map([...code.matchAll(mapper)].map(([whole, name = '']) => [name, whole]));
  const kept = new Set(users.flatMap((user) => user.match(/(?<=\bMappers\.)\w+|\w+(?= as \w+Mapper\b)/g) ?? []));
  for (const name of kept)
    for (const [, other = ''] of (all.get(name) ?? '').matchAll(/className: "(\w+)"/g)) kept.add(other);
  return code.replaceAll(mapper, (whole, name: string) => (kept.has(name) ? whole : ''));
}

function readModules(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.d)\.[jt]s$/.test(name),
  );
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
