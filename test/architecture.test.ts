import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/** dependency-cruiser keeps who may import whom; that some imports must be types alone is kept here. */
const root = join(import.meta.dirname, '..');

interface Import {
  file: string;
  from: string;
  typeOnly: boolean;
}

function listImports(folder: string): Import[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return files.flatMap((file) => {
    const source = readFileSync(join(root, folder, file), 'utf8');
    const statements = source.matchAll(/^(import|export)\s+(type\s)?[^;]*?from\s+'([^']+)';/gms);
    return [...statements].map(([, , type, from = '']) => ({
      file: join(folder, file),
      from,
      typeOnly: type !== undefined,
    }));
  });
}

describe('imports that must be types alone', () => {
  test('ports have no code that runs', () => {
    const imports = listImports('shared/ports');
    expect(imports.length).toBeGreaterThan(5);
    expect(imports.filter((found) => !found.typeOnly)).toEqual([]);
  });

  test('pure rules know Azure and Kubernetes by their types only', () => {
    const imports = ['shared/fleet', 'shared/isolation', 'shared/preflight'].flatMap(listImports);
    const clients = imports.filter((found) => /^(@azure|@kubernetes)\//.test(found.from));
    expect(clients.length).toBeGreaterThan(0);
    expect(clients.filter((found) => !found.typeOnly)).toEqual([]);
  });

  test('the workflow knows its ports by their types only', () => {
    const imports = listImports('shared/workflow').filter((found) => found.from.includes('/ports/'));
    expect(imports.length).toBeGreaterThan(5);
    expect(imports.filter((found) => !found.typeOnly)).toEqual([]);
  });
});
