import { build } from 'esbuild';

/**
 * Bundles the function app into the one file that package.json's `main` names, so that a deployment needs no
 * node_modules. '@azure/functions-core' exists only inside a Functions worker, so it must stay a CommonJS require.
 */
await build({
  entryPoints: ['functions/main.ts'],
  outfile: 'dist/main.cjs',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['@azure/functions-core'],
  keepNames: true,
  minify: true,
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
  // client-node and identity are ES modules that use import.meta.url, which a CommonJS bundle does not have.
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
});
