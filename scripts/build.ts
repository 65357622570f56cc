import { build, stop } from 'esbuild';

/**
 * Bundles the function app into the one file that package.json's `main` names: it needs no node_modules when deployed.
 * '@azure/functions-core' exists only inside a Functions worker and must stay a CommonJS require there. Rejects with
 * the signal's reason when aborted.
 */
export async function buildApp(signal?: AbortSignal): Promise<void> {
  const building = build({
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
  const aborted = new Promise<never>((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    await Promise.race([building, aborted]);
  } finally {
    building.catch(() => {});
    await stop();
  }
}

if (import.meta.main) await buildApp();
