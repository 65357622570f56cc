import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Metafile } from 'esbuild';

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

interface Component {
  type: string;
  group?: string;
  name: string;
  version: string;
  licenses: [{ license: { id: string } }];
}

/** Licences that let us pass on the bundle under our own (MIT), if their notices come along. */
const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'Unlicense'];

/** Name, version and licence of each package of which esbuild says that it has bytes in the bundle or the page. */
function packagesOfMetafiles(): string[] {
  const files = ['dist/metafile.json', 'dist/page-metafile.json'].map((file) => readJson(file) as Metafile);
  const inputs = files
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.entries(output.inputs));
  const folders = inputs.flatMap(([file, { bytesInOutput }]) =>
    bytesInOutput === 0 ? [] : (/^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
  );
  const packages = [...new Set(folders)].map((folder) => readJson(`${folder}/package.json`));
  return [...new Set(packages.map(({ name, version, license }) => `${name}@${version} ${license}`))].sort();
}

const bom = readJson('dist/sbom.cdx.json');
const components = (bom.components as Component[]).map(
  ({ group, name, version, licenses: [{ license }] }) => `${group ? `${group}/` : ''}${name}@${version} ${license.id}`,
);

describe('the bill of materials', () => {
  test("has each package of the bundle, of the page and of the document's page with version and licence, and nothing else", () => {
    const { name, version, license } = readJson('node_modules/swagger-ui-dist/package.json');
    expect([...components].sort()).toEqual([...packagesOfMetafiles(), `${name}@${version} ${license}`].sort());
    expect(components.length).toBeGreaterThan(50);
  });

  test('names the app, and nothing that changes from build to build', () => {
    const { name, version } = readJson('package.json');
    expect(bom.metadata.component).toMatchObject({ name, version, type: 'application' });
    expect(bom).not.toHaveProperty('serialNumber');
    expect(bom.metadata).not.toHaveProperty('timestamp');
  });
});

describe('a package in the bundle', () => {
  test('has a licence that lets us pass it on', () => {
    for (const component of components) expect(permissive).toContain(component.split(' ').at(-1));
  });

  test('has its notice in the bundle', () => {
    const [, notices = ''] = readFileSync('dist/app/main.cjs', 'utf8').split('// Third-party notices\n');
    for (const component of components) {
      const [, name, version, licence] = /^(.+)@(\S+) (.+)$/.exec(component) ?? [];
      expect(notices).toContain(`// ${name} ${version} (${licence})\n`);
    }
    expect(notices).toContain('// Permission is hereby granted, free of charge');
    expect(notices).toContain('//                            Version 2.0, January 2004');
    expect(notices.split('\n').filter((line) => line !== '' && !line.startsWith('//'))).toEqual([]);
  });
});
