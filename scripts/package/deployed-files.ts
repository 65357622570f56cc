import { readFileSync } from 'node:fs';

interface Manifest {
  name: string;
  version: string;
  engines: Record<string, string>;
}

/**
 * The files that are deployed beside the bundle. Their package.json tells the Node worker what to load, and has no
 * dependency and no script that a remote build could run. Throws when ours cannot be read.
 */
export function readDeployedFiles(): Record<string, string> {
  const { name, version, engines } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  const manifest = { name, version, type: 'commonjs', main: 'main.cjs', engines };
  return {
    'host.json': readFileSync('host.json', 'utf8'),
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
  };
}
