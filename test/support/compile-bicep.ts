import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The Bicep CLI where `npm run infra` keeps it; null where it never ran, or has no .NET. */
export function findBicep(): string | null {
  const home = '.local/bicep';
  const [version] = existsSync(home) ? readdirSync(home).filter((name) => name.startsWith('bicep-')) : [];
  return version === undefined ? null : join(home, version, 'bicep');
}

export interface CompiledResource {
  type: string;
  name: string;
  apiVersion: string;
  properties: Record<string, unknown>;
}

/** Compiles a text. Returns what it makes, and what compiler and linter say of it. Throws where it is no Bicep. */
export function compileBicep(text: string): { resources: CompiledResource[]; complaints: string } {
  const folder = mkdtempSync(join(tmpdir(), 'plan-'));
  try {
    const file = join(folder, 'plan.bicep');
    writeFileSync(file, text);
    const { stdout, stderr, status } = spawnSync(findBicep() ?? '', ['build', '--stdout', file], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const { resources } = JSON.parse(stdout) as { resources: CompiledResource[] | Record<string, CompiledResource> };
    return { resources: Object.values(resources).filter(({ properties }) => properties), complaints: stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
