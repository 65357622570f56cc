import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Plugin } from 'esbuild';

/** The least that settings must say: files whose values are wanted may load them. */
const environment = { KATAPROOF_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' };

/**
 * An esbuild plugin that puts the values of its exports in the place of a file `NAME.static.ts`: they are JSON, and the same
 * wherever the app runs, so what tells them need not be loaded there. Fails the build when the file cannot be loaded.
 */
export const staticValues: Plugin = {
  name: 'static-values',
  setup(build) {
    build.onLoad({ filter: /\.static\.ts$/ }, async ({ path }) => ({
      contents: await readExports(path),
      loader: 'js',
    }));
  },
};

async function readExports(path: string): Promise<string> {
  // A process of its own, for what the file loads must not stay in this one.
  const script = `process.stdout.write(JSON.stringify(await import(${JSON.stringify(path)})))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: { PATH: process.env['PATH'], ...environment },
  });
  const values = Object.entries(JSON.parse(stdout) as Record<string, unknown>);
  return values.map(([name, value]) => `export const ${name} = ${JSON.stringify(value, null, 2)};`).join('\n');
}
