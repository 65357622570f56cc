import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { readWords } from './called-methods.ts';

/** Where code of ours calls Resource Manager. */
const callers = join(import.meta.dirname, '../../../shared/azure');

/** How arm-containerservice gives its client a group of operations, and the group an operation. */
const group = /^ {8}this\.(\w+) = _get\w+Operations\(this\._client\);\n/gm;
const operation = /^ {8}(\w+): (?:async )?\([^\n]*\) => (?:\{\n(?:(?! {8}\}).*\n)* {8}\}|[^\n{]*?),?\n/gm;

/**
 * An esbuild plugin that leaves out of arm-containerservice the operations whose names are nowhere in the code that calls it,
 * and so what they send and are answered. Fails the build when the library is written otherwise.
 */
export const leanArm: Plugin = {
  name: 'lean-arm',
  setup(build) {
    const words = readWords(callers);
    const filter =
      /[\\/]arm-containerservice[\\/]dist[\\/]esm[\\/](?:containerServiceClient|classic[\\/]\w+[\\/]index)\.js$/;
    build.onLoad({ filter }, ({ path }) => ({
      contents: keepOperations(readFileSync(path, 'utf8'), (name) => words.has(name)),
    }));
  },
};

/** The code of the client, or of a group, without what is not called. Throws when it has no group and no operation. */
export function keepOperations(code: string, isCalled: (name: string) => boolean): string {
  if (code.search(group) === -1 && code.search(operation) === -1)
    throw new Error('arm-containerservice is written otherwise than before: scripts/package/lean/lean-arm.ts');
  const keep = (whole: string, name: string) => (isCalled(name) ? whole : '');
  return code.replaceAll(group, keep).replaceAll(operation, keep);
}
