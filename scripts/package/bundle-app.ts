import { type BuildOptions, build, type Metafile } from 'esbuild';

/**
 * Bundles the function app into one file, so that a deployment needs no node_modules. '@azure/functions-core' exists only
 * inside a Functions worker, so it must stay a CommonJS require. `otherwise` is for comparisons. Throws when the app cannot be
 * bundled.
 */
export async function bundleApp(otherwise: BuildOptions = {}): Promise<{ code: string; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    entryPoints: ['functions/main.ts'],
    outfile: 'main.cjs',
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['@azure/functions-core'],
    keepNames: true,
    // Stack traces in logs can be read without a source map, and a start takes as long: docs/decisions/0027 has the figures.
    minify: false,
    // The third-party notices have every licence in full.
    legalComments: 'none',
    logLevel: 'warning',
    // client-node and identity are ES modules that use import.meta.url, which a CommonJS bundle does not have.
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    ...otherwise,
    write: false,
    metafile: true,
  });
  const [bundle] = outputFiles;
  if (!bundle) throw new Error('esbuild gave no bundle.');
  return { code: bundle.text, metafile };
}
