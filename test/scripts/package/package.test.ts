import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const folder = 'dist/app';
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

const million = 1_000_000;
/**
 * In bytes. Less than the least, and a client library is missing from the bundle; more than the most, and one has come: look
 * in dist/metafile.json which, and raise the limit if it is worth a later cold start and a longer upload.
 */
const limits = { plain: { least: 8 * million, most: 20 * million }, zipped: { least: million, most: 3.2 * million } };

describe('the package that is deployed', () => {
  test("is the bundle, host.json, package.json, the page and that of the API's document, and nothing else", () => {
    expect(readdirSync(folder).sort()).toEqual(['chunks', 'docs', 'host.json', 'main.cjs', 'package.json', 'page']);
    for (const name of readdirSync(join(folder, 'chunks'))) expect(name).toMatch(/^[\w.-]+-[A-Z0-9]{8}\.cjs$/);
    expect(readdirSync(join(folder, 'docs')).sort()).toEqual([
      'index.html',
      'show-document.js',
      'swagger-ui-bundle.js',
      'swagger-ui-bundle.js.LICENSE.txt',
      'swagger-ui.css',
    ]);
  });

  test('has a page of less than 100 kB as it is sent, with the licences of what is in it', () => {
    const assets = readdirSync(join(folder, 'page/assets')).sort();
    const kinds = assets.map((name) => name.replace(/-[A-Z0-9]{8}\./, '-HASH.'));
    const plain = ['icon-HASH.svg', 'notices-HASH.txt', 'page-HASH.js', 'style-HASH.css'];
    expect(kinds).toEqual(plain.flatMap((name) => [name, `${name}.gz`]));
    const sent = assets.filter((name) => /\.(js|css|svg)\.gz$/.test(name));
    const sizes = sent.map((name) => readFileSync(join(folder, 'page/assets', name)).length);
    expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThan(100_000);
    const notices = read(`page/assets/${assets.find((name) => /^notices.*txt$/.test(name))}`);
    for (const name of ['preact', '@preact/signals', '@tanstack/virtual-core']) expect(notices).toContain(`${name} `);
    const index = read('page/index.html');
    for (const name of assets.filter((each) => !each.endsWith('.gz'))) expect(index).toContain(`%BASE%/assets/${name}`);
    expect(index).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
  });

  test('is as large as its libraries, plain and zipped', () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    const contents = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
    const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
    const plain = sum(contents.map((content) => content.length));
    const zipped = sum(contents.map((content) => deflateRawSync(content).length));
    expect(plain).toBeGreaterThan(limits.plain.least);
    expect(plain).toBeLessThan(limits.plain.most);
    expect(zipped).toBeGreaterThan(limits.zipped.least);
    expect(zipped).toBeLessThan(limits.zipped.most);
  });

  test('has a package.json that leaves a remote build nothing to install or to run', () => {
    const { name, version, engines } = readJson('package.json');
    expect(JSON.parse(read('package.json'))).toEqual({ name, version, type: 'commonjs', main: 'main.cjs', engines });
  });

  test('is zipped by azd as it is: no remote build, and so no .funcignore beside azure.yaml', () => {
    const { app } = parse(readFileSync('azure.yaml', 'utf8')).services;
    expect(app).toMatchObject({ host: 'function', project: '.', dist: folder, remoteBuild: false });
    // With both, azd ends with an error (resolveFunctionAppRemoteBuild); inside the folder it would leave files out.
    expect(existsSync('.funcignore')).toBe(false);
  });

  test('has the host.json of the sources', () => {
    expect(JSON.parse(read('host.json'))).toEqual(readJson('host.json'));
  });

  test('shows in stack traces what the code is called, and in the lines around where it comes from', () => {
    const names = readdirSync(join(folder, 'chunks')).map((name) => join('chunks', name));
    const code = ['main.cjs', ...names].map(read);
    const [judging = '', ...others] = code.filter((text) => /^\/\/ shared\/isolation\/judge-node\.ts$/m.test(text));
    expect(judging).toMatch(/^\s*function judgeNode\(/m);
    expect(others).toEqual([]);
    expect(code.filter((text) => /^\/\/# sourceMappingURL/m.test(text))).toEqual([]);
  });
});
