import { resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin, transform } from 'esbuild';
import { joinStart } from './join-start.ts';
import { calledMethods } from './lean/called-methods.ts';
import { calledModels } from './lean/called-models.ts';
import { leanArm } from './lean/lean-arm.ts';
import { leanBlobs } from './lean/lean-blobs.ts';
import { leanClient } from './lean/lean-client.ts';
import { leanDurable } from './lean/lean-durable.ts';
import { leanIdentity } from './lean/lean-identity.ts';
import { leanUndici } from './lean/lean-undici.ts';
import { lightenCode } from './lean/lighten-code.ts';
import { pureModules } from './lean/pure-modules.ts';
import { staticValues } from './static-values.ts';

/** The files of a bundle, by their names, and esbuild's account of where each byte of them comes from. */
export interface Bundle {
  files: Record<string, string>;
  metafile: Metafile;
}

/** The folder beside the entry file for what is loaded when it is first called. */
export const chunkFolder = 'chunks';

/** What leaves of the client libraries what nothing calls, and changes nothing of what is left. */
export const trimming: Plugin[] = [calledMethods, calledModels, leanArm, leanBlobs, leanIdentity, pureModules];

/**
 * Bundles the function app, so that a deployment needs no node_modules: `main.cjs`, which a start loads, and a folder of
 * chunks, one for each dynamic import and for what several of them share. '@azure/functions-core' exists only inside a
 * Functions worker, so it must stay a CommonJS require. `otherwise` is for other entry points and comparisons. Throws when
 * the app cannot be bundled.
 */
export async function bundleApp(otherwise: BuildOptions = {}): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: { main: 'functions/main.ts' },
    outdir: '.',
    outExtension: { '.js': '.cjs' },
    chunkNames: `${chunkFolder}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node22',
    // Only ES modules can be split; asCommonJs says what follows.
    format: 'esm',
    external: ['@azure/functions-core'],
    keepNames: true,
    // Stack traces in logs can be read without a source map, and a start takes as long: docs/decisions/0027 has the figures.
    minify: false,
    // The third-party notices have every licence in full.
    legalComments: 'none',
    logLevel: 'warning',
    // client-node and identity are ES modules that use import.meta.url, which CommonJS does not have.
    define: {
      'import.meta.url': 'importMetaUrl',
      // As Node's own undici is built: without a second parser of HTTP, which is an experiment that nobody switches on here.
      esbuildDetection: 'true',
    },
    plugins: [staticValues, zodByNamespace, ...trimming, leanClient, leanDurable, leanUndici],
    ...otherwise,
    write: false,
    metafile: true,
  });
  const root = resolve('.').length + 1;
  const texts = new Map(outputFiles.map(({ path, text }) => [path.slice(root).replaceAll('\\', '/'), text]));
  const atOnce = loadedAtOnce(metafile);
  const converted = [...texts].map(
    async ([name, text]): Promise<[string, string]> => [
      name,
      await asCommonJs(name, text, atOnce.has(name), otherwise.minifyWhitespace ?? false),
    ],
  );
  return { files: joinStart(Object.fromEntries(await Promise.all(converted)), atOnce), metafile };
}

/** The entry file, and the chunks that it imports statically, directly or not. */
function loadedAtOnce({ outputs }: Metafile): Set<string> {
  const found = new Set(['main.cjs']);
  for (const name of found)
    for (const { path, kind } of outputs[name]?.imports ?? [])
      if (kind === 'import-statement' && path in outputs) found.add(path);
  return found;
}

/**
 * An ES module of esbuild's as CommonJS, which Node loads sooner and at once, as the worker wants it of an app. A dynamic
 * import becomes a promise of what `require` gives; a CommonJS package that is imported so is exported as it is, since esbuild
 * exports nothing of it by name. The lines that say which source file the code below is from are kept as
 * if they were legal comments, the only ones that esbuild keeps.
 */
async function asCommonJs(name: string, text: string, atOnce: boolean, minifyWhitespace: boolean): Promise<string> {
  const source = (await lightenCode(name, text))
    .replaceAll(/^\/\/ (?=\S+$)/gm, '//! ')
    .replace(/\bexport default (require_\w+\(\));\s*$/, 'module.exports = $1;\n');
  const { code } = await transform(source, {
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    supported: { 'dynamic-import': false },
    legalComments: 'inline',
    minifyWhitespace,
  });
  // Files that the app reads lie beside main.cjs, whatever chunk reads them.
  const url = `const importMetaUrl = require('node:url').pathToFileURL(${atOnce ? '__filename' : "require('node:path').join(__dirname, '../main.cjs')"}).href;\n`;
  return `${code.includes('importMetaUrl') ? url : ''}${code.replaceAll(/^(\s*)\/\/! /gm, '$1// ')}`;
}

/**
 * Reads `import { z } from 'zod'` as `import * as z from 'zod'`: the same names, but of the latter esbuild leaves out what
 * nobody uses, which is half of zod with all its languages.
 */
const zodByNamespace: Plugin = {
  name: 'zod-by-namespace',
  setup(build) {
    build.onLoad({ filter: /[\\/](shared|functions|cli)[\\/].*\.ts$/ }, async ({ path }) => {
      if (path.includes('node_modules') || path.endsWith('.static.ts')) return;
      const { readFile } = await import('node:fs/promises');
      const source = await readFile(path, 'utf8');
      return { contents: source.replace("import { z } from 'zod';", "import * as z from 'zod';"), loader: 'ts' };
    });
  },
};
