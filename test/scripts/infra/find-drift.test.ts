import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findDrift, renderDrift } from '../../../scripts/infra/compare.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drift-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const compiled = (name: string) => ({ metadata: { _generator: { name: 'bicep' } }, name });
const write = (file: string, document: unknown) => writeFileSync(join(folder, file), JSON.stringify(document, null, 4));
const drift = (documents: Record<string, unknown>, formatted: Record<string, string> = {}) => {
  const inFolder = <Value>(values: Record<string, Value>) =>
    new Map(Object.entries(values).map(([file, value]) => [join(folder, file), value]));
  return renderDrift(
    folder,
    findDrift(folder, { documents: inFolder(documents), formatted: inFolder(formatted), problems: [] }),
  );
};

test('what is committed as it is made, in whatever layout, is no drift', () => {
  write('azuredeploy.json', compiled('a'));
  write('b.snapshot.json', { predictedResources: [] });
  write('roles.json', { written: 'by hand' });
  expect(drift({ 'azuredeploy.json': compiled('a'), 'b.snapshot.json': { predictedResources: [] } })).toEqual([]);
});

test('what differs, is missing or belongs to nothing any more is named', () => {
  write('azuredeploy.json', compiled('old'));
  write('gone.json', compiled('a template that is a module now'));
  write('gone.snapshot.json', {});
  expect(drift({ 'azuredeploy.json': compiled('new'), 'new.json': compiled('new') }).sort()).toEqual([
    'azuredeploy.json: differs',
    'gone.json: left over',
    'gone.snapshot.json: left over',
    'new.json: missing',
  ]);
});

test('a file that somebody wrote is not taken for a compiled one of the same name', () => {
  write('roles.json', { written: 'by hand' });
  expect(drift({ 'roles.json': compiled('roles') })).toEqual(['roles.json: written by hand']);
});

test('Bicep that is laid out in another way is named', () => {
  writeFileSync(join(folder, 'main.bicep'), 'param  a string');
  expect(drift({}, { 'main.bicep': 'param a string' })).toEqual(['main.bicep: not formatted']);
});
