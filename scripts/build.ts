import { build } from 'esbuild';

/**
 * Bundles the function app into the one file that package.json's `main` names: it needs no node_modules when deployed.
 * '@azure/functions-core' exists only inside a Functions worker and must stay a CommonJS require there.
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
  // client-node and identity are ES modules that ask for import.meta.url, which a CommonJS bundle has not.
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
});
