import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { platformVariables } from '../../shared/settings/platform-variables.ts';
import { settingsSchema } from '../../shared/settings/settings-schema.ts';

const folder = join(import.meta.dirname, '../../infra/tests');
const snapshots = readdirSync(folder)
  .filter((file) => file.endsWith('.snapshot.json'))
  .map((file) => [file.replace('.snapshot.json', ''), readNames(file)] as const)
  .filter(([, names]) => names.length > 0);

/** Names of the app settings of the function app. */
function readNames(file: string): string[] {
  const { predictedResources } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const settings = predictedResources.find(({ name }: { name: string }) => name.endsWith('/appsettings'));
  return Object.keys(settings?.properties ?? {});
}

const { properties = {} } = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' });
const setBy = new Map<string, string>([
  ...Object.entries(properties).map(([name, told]): [string, string] => [name, String(Object(told)['setBy'])]),
  ...Object.entries(platformVariables).map(([name, told]): [string, string] => [name, told.setBy]),
]);
const namesSetBy = (who: string) => [...setBy].filter(([, by]) => by === who).map(([name]) => name);

describe('the app settings that infra/main.bicep makes', () => {
  test('are those that the docs say it always sets, when nothing is asked for', () => {
    const [, defaults = []] = snapshots.find(([name]) => name === 'defaults') ?? [];
    expect([...defaults].sort()).toEqual(namesSetBy('infra').sort());
  });

  test.each(snapshots)('are settings that the code reads, and none for laptops: %s', (_, names) => {
    const may = ['infra', 'infra-optional', 'appSettings'];
    expect(names.filter((name) => !may.includes(setBy.get(name) ?? ''))).toEqual([]);
    expect(namesSetBy('infra').filter((name) => !names.includes(name))).toEqual([]);
  });

  test('are in some case all those that the docs say a parameter asks for', () => {
    const ever = new Set(snapshots.flatMap(([, names]) => names));
    expect(namesSetBy('infra-optional').filter((name) => !ever.has(name))).toEqual([]);
  });
});
