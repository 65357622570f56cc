import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

const eager = 'import { WorkloadIdentityCredential } from "../workloadIdentityCredential.js";\n';
const made = 'const workloadIdentityCredential =';
const lazy = `const { WorkloadIdentityCredential } = await import("../workloadIdentityCredential.js");\n        ${made}`;

/**
 * An esbuild plugin that gives a managed identity what it needs of MSAL. esbuild puts into the chunk of whoever imports from
 * an index all that anybody uses of it, so what a managed identity imports is taken from the module that has it; and the
 * exchange of a Kubernetes token, a way of a managed identity that the environment may name, is loaded when it is gone. The build fails
 * when identity imports something else, or goes that way otherwise.
 */
export const leanIdentity: Plugin = {
  name: 'lean-identity',
  setup(build) {
    build.onResolve({ filter: /^@azure\/(identity|msal-node)$/ }, ({ path, importer }) => {
      const [, find] = direct.find(([from]) => from.test(importer)) ?? [];
      return find && { path: find(path, importer), sideEffects: false };
    });
    build.onLoad({ filter: /[\\/]managedIdentityCredential[\\/]tokenExchangeMsi\.js$/ }, ({ path }) => ({
      contents: delayExchange(readFileSync(path, 'utf8')),
    }));
  },
};

/** The folder of a package, as a file imports it. Throws when it is not there. */
const folderOf = (name: string, importer: string) => dirname(findPackageJSON(name, pathToFileURL(importer)) ?? '');

/** Who imports from an index, and the module that has what is imported. */
const direct: readonly [RegExp, (name: string, importer: string) => string][] = [
  [
    /[\\/]shared[\\/]azure[\\/]create-credential\.ts$/,
    (name, importer) => join(folderOf(name, importer), 'dist/esm/credentials/managedIdentityCredential/index.js'),
  ],
  [
    /[\\/]managedIdentityCredential[\\/]index\.js$/,
    (name, importer) => join(folderOf(name, importer), 'dist/client/ManagedIdentityApplication.mjs'),
  ],
  [
    /[\\/]identity[\\/]dist[\\/]esm[\\/]msal[\\/]msal\.js$/,
    (name, importer) =>
      join(folderOf('@azure/msal-common', join(folderOf(name, importer), 'package.json')), 'dist/index-node.mjs'),
  ],
];

/** The exchange of tokens, loading its credential when it is called. Throws when the code is another than that of identity 4.14. */
export function delayExchange(code: string): string {
  if (!code.includes(eager) || !code.includes(made))
    throw new Error('How identity exchanges tokens of workloads has changed: scripts/package/lean/lean-identity.ts');
  return code.replace(eager, '').replace(made, lazy);
}
