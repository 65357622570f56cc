import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const hostCaller = join(import.meta.dirname, '../../../functions/durable-client/call-host.ts');

/** What Durable's client imports, and what takes its place: it needs little of each, and all of them are as large as the rest of the app's start. */
const replaced: Record<string, string> = {
  axios: `import { createHostCaller } from ${JSON.stringify(hostCaller)};\nexport default { create: createHostCaller };`,
  // It asks of addresses of the host whether they are any.
  validator: `export const isURL = (text) => URL.canParse(text) && /^https?:\\/\\//i.test(text);`,
  'lodash/cloneDeep': 'module.exports = structuredClone;',
};

/** Where each of them is used, so that a use that is new fails the build. */
const uses: Record<string, readonly string[]> = {
  'DurableClient.js': ['axios_1.default.create', 'validator_1.isURL'],
  'getClient.js': ['cloneDeep', 'validator_1.isURL'],
};

/** An esbuild plugin that gives Durable's client, of its libraries, what it calls. Fails the build when it calls anything else. */
export const leanDurable: Plugin = {
  name: 'lean-durable',
  setup(build) {
    build.onResolve({ filter: /^(axios|validator|lodash\/cloneDeep)$/ }, ({ path, importer }) =>
      /[\\/]durable-functions[\\/]lib[\\/]/.test(importer) ? { path, namespace: 'lean-durable' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'lean-durable' }, ({ path }) => ({
      contents: replaced[path] ?? '',
      loader: 'js',
      resolveDir: import.meta.dirname,
    }));
    build.onLoad({ filter: /[\\/]durable-functions[\\/]lib[\\/]src[\\/]durableClient[\\/]\w+\.js$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8');
      refuseOtherUses(path, contents);
      return { contents, loader: 'js' };
    });
  },
};

/** Throws an Error that names the file when it uses of what is replaced something that its replacement does not have. */
export function refuseOtherUses(path: string, code: string): void {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  const found = code.match(/\b(?:axios_1|validator_1)(?:\.\w+)+|\bcloneDeep\b(?=\()|\baxiosInstance\.\w+/g) ?? [];
  const known = [...(uses[name] ?? []), 'axiosInstance.get', 'axiosInstance.post', 'axiosInstance.delete'];
  const other = found.filter((each) => !known.includes(each));
  if (other.length > 0) throw new Error(`${name} of durable-functions uses ${[...new Set(other)].join(', ')}`);
}
