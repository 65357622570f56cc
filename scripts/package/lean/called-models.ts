import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { keepMethods, readCallers } from './called-methods.ts';

/** The lines by which client-node's serializer knows a model: it imports it, exports it, and has it in a table by its name. */
const lines = {
  imports: /^import \{ (\w+) \} from '\.\.\/models\/\w+\.js';\n/gm,
  exports: /^export \* from '\.\.\/models\/(\w+)\.js';\n/gm,
  entries: /^ {4}"(\w+)": \w+,\n/gm,
};

/**
 * An esbuild plugin that leaves out of client-node's serializer every model that no call of ours sends or gets: of 700 classes,
 * all of which would be defined whenever a cluster is called, a hundred are left. Those that are kept are the ones that code
 * which calls Kubernetes names, those of the methods that it calls, and what they are made of. Fails the build when the
 * serializer is written otherwise.
 */
export const calledModels: Plugin = {
  name: 'called-models',
  setup(build) {
    build.onLoad({ filter: /[\\/]client-node[\\/]dist[\\/]gen[\\/]models[\\/]ObjectSerializer\.js$/ }, ({ path }) => {
      const folder = dirname(path);
      const { words, isCalled } = readCallers();
      const apis = [...words]
        .filter((word) => /^[A-Z]\w+Api$/.test(word))
        .map((name) => join(folder, `../apis/${name}.js`));
      const calls = apis.map((file) => keepMethods(readIfThere(file), isCalled)).join('\n');
      const named = new Set([...words, ...(calls.match(/\w+/g) ?? [])]);
      return {
        contents: keepModels(readFileSync(path, 'utf8'), named, (name) =>
          readFileSync(join(folder, `${name}.js`), 'utf8'),
        ),
      };
    });
  },
};

/** The code of the serializer with those models that are named, and what they are made of. Throws when it is written otherwise. */
export function keepModels(code: string, named: ReadonlySet<string>, readModel: (name: string) => string): string {
  const models = new Set([...code.matchAll(lines.entries)].map(([, name = '']) => name));
  const kept = new Set([...models].filter((name) => named.has(name)));
  for (const name of kept)
    for (const [, type = ''] of readModel(name).matchAll(/"type": "([^"]+)"/g))
      for (const part of type.match(/\w+/g) ?? []) if (models.has(part)) kept.add(part);
  const count = (pattern: RegExp) => [...code.matchAll(pattern)].length;
  if (kept.size === 0 || count(lines.imports) !== models.size || count(lines.exports) !== models.size)
    throw new Error(
      "client-node's serializer does not know its models as before: scripts/package/lean/called-models.ts",
    );
  const keep = (line: string, name: string) => (kept.has(name) ? line : '');
  return Object.values(lines).reduce((left, pattern) => left.replaceAll(pattern, keep), code);
}

/** Names of classes that are words besides, such as our own, have no file. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
