import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
}

const specifiers = [
  /^(?:import |\}).*\bfrom '([^'.][^']*)';$/gm,
  /\bimport\('([^'.][^']*)'\)/g,
  // The path of a file inside a package, imported by a template string.
  /`(@?[\w-]+\/[^`\s]*\$\{[^`\s]*\.js)`/g,
];

function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function listImportedPackages(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const found = files.flatMap((file) => {
    const source = readFileSync(join(root, folder, file), 'utf8');
    return specifiers.flatMap((pattern) => [...source.matchAll(pattern)].map(([, specifier = '']) => specifier));
  });
  return [...new Set(found.filter((specifier) => !isBuiltin(specifier)).map(packageOf))].sort();
}

describe("emulator/package.json, which npm's workspaces install", () => {
  const imported = listImportedPackages('emulator');
  const manifest = readManifest('emulator');

  test('names exactly the packages that the emulator imports', () => {
    expect(imported.length).toBeGreaterThan(5);
    expect(Object.keys(manifest.dependencies).sort()).toEqual(imported);
  });

  test('names the types of those that bring none', () => {
    const typed = imported
      .map((name) => `@types/${name}`)
      .filter((name) => existsSync(join(root, 'node_modules', name)));
    expect(Object.keys(manifest.devDependencies).sort()).toEqual(typed);
  });

  test('asks for the same versions as the root where both name a package', () => {
    const asked = { ...manifest.dependencies, ...manifest.devDependencies };
    const { dependencies, devDependencies } = readManifest('.');
    const atRoot = { ...dependencies, ...devDependencies };
    const shared = Object.keys(asked).filter((name) => name in atRoot);
    expect(shared.map((name) => [name, asked[name]])).toEqual(shared.map((name) => [name, atRoot[name]]));
  });
});
