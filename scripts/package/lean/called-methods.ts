import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Where code of ours calls Kubernetes. */
const callers = join(import.meta.dirname, '../../../shared/kubernetes');

/** client-node's classes of the parts of the API, in their three layers, and what writes requests and reads answers for them. */
const generated = /[\\/]client-node[\\/]dist[\\/]gen[\\/](apis[\\/]\w+Api|types[\\/]\w+API)\.js$/;

/** A method of a generated class with the comment before it: its body ends with a brace at the depth of its name. */
const method = /^ {4}(?:\/\*\*\n(?: {5}\*.*\n)+ {4})?(?:async )?\*?(\w+)\([^\n]*\) \{\n(?:(?! {4}\}).*\n)* {4}\}\n/gm;

/**
 * Leaves out of client-node's generated classes every method whose name is nowhere in the code that calls Kubernetes: of
 * 3.5 MB, which every process that calls a cluster would read, little is left.
 */
export const calledMethods: Plugin = {
  name: 'called-methods',
  setup(build) {
    const { isCalled } = readCallers();
    build.onLoad({ filter: generated }, ({ path }) => ({
      contents: keepMethods(readFileSync(path, 'utf8'), isCalled),
      loader: 'js',
    }));
  },
};

/** The code of generated classes without the methods that are not called. */
export function keepMethods(code: string, isCalled: (name: string) => boolean): string {
  return code.replaceAll(method, (whole: string, name: string) => (isCalled(name) ? whole : ''));
}

/** The words of the code that calls Kubernetes, and whether it calls a method of client-node's. */
export function readCallers(): { words: ReadonlySet<string>; isCalled(name: string): boolean } {
  const known = readWords(callers).add('constructor');
  return { words: known, isCalled: (name) => known.has(name) || known.has(name.replace(/WithHttpInfo$/, '')) };
}

/** Every word of the TypeScript in a folder. */
export function readWords(folder: string): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return new Set(files.flatMap((file) => readFileSync(join(folder, file), 'utf8').match(/\w+/g) ?? []));
}
